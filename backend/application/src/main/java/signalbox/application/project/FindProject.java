package signalbox.application.project;

import signalbox.domain.project.ProjectId;

/** Asks for one project. */
public record FindProject(ProjectId project) {}
