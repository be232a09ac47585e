package signalbox.application.dataset;

import signalbox.application.shared.PageRequest;
import signalbox.domain.project.ProjectId;

/** Asks for the datasets of a project. */
public record ListDatasets(ProjectId project, DatasetFilter filter, PageRequest page) {}
