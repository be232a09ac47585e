package signalbox.application.project;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Lists the members of a project. */
public final class ListMembersHandler implements Handler<ListMembers, List<Member>> {
  private final AccessPolicy access;
  private final ProjectRepository projects;

  public ListMembersHandler(AccessPolicy access, ProjectRepository projects) {
    this.access = access;
    this.projects = projects;
  }

  @Override
  public List<Member> handle(Principal caller, ListMembers command) {
    access.requireRole(caller, command.project(), Role.VIEWER);
    return projects.members(command.project());
  }
}
