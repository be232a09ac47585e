package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds one member of a project. */
public final class FindMemberHandler implements Handler<FindMember, Member> {
  private final AccessPolicy access;
  private final ProjectRepository projects;

  public FindMemberHandler(AccessPolicy access, ProjectRepository projects) {
    this.access = access;
    this.projects = projects;
  }

  @Override
  public Member handle(Principal caller, FindMember command) {
    access.requireRole(caller, command.project(), Role.VIEWER);
    return projects
        .findMember(command.project(), command.user())
        .orElseThrow(() -> SignalboxException.of(ErrorCode.MEMBER_NOT_FOUND));
  }
}
