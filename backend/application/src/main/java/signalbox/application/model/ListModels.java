package signalbox.application.model;

import signalbox.application.shared.PageRequest;
import signalbox.domain.project.ProjectId;

/** Asks for the models of a project, newest first. Needs the role viewer. */
public record ListModels(ProjectId project, PageRequest page) {}
