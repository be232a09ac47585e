package signalbox.application.dataset;

import signalbox.domain.project.ProjectId;

/** Asks for one's uploads to a project that are no datasets yet. */
public record ListUploads(ProjectId project) {}
