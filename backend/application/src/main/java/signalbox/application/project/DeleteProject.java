package signalbox.application.project;

import signalbox.domain.project.ProjectId;

/**
 * Deletes a project.
 *
 * @param withContent its datasets, runs and models, too; otherwise it must have none
 */
public record DeleteProject(ProjectId project, boolean withContent) {}
