package signalbox.application.project;

import signalbox.domain.project.ProjectId;

/** Asks for the members of a project. */
public record ListMembers(ProjectId project) {}
