package signalbox.application.project;

import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Asks for one member. */
public record FindMember(ProjectId project, UserId user) {}
