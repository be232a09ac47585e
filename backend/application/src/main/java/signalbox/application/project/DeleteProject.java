package signalbox.application.project;

import signalbox.domain.project.ProjectId;

/** Deletes an empty project. */
public record DeleteProject(ProjectId project) {}
