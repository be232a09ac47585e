package signalbox.application.project;

import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Gives somebody a role in a project. */
public record PutMember(ProjectId project, UserId user, Role role) {}
