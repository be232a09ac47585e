package signalbox.application.project;

import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;

/** Somebody with a role in a project. */
public record Member(UserId userId, String email, String name, Role role) {}
