package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds a project with the caller's role in it. */
public final class FindProjectHandler implements Handler<FindProject, ProjectView> {
  private final AccessPolicy access;
  private final ProjectRepository projects;

  public FindProjectHandler(AccessPolicy access, ProjectRepository projects) {
    this.access = access;
    this.projects = projects;
  }

  @Override
  public ProjectView handle(Principal caller, FindProject command) {
    access.requireRole(caller, command.project(), Role.VIEWER);
    Role role = access.roleOf(caller, command.project()).orElseThrow(() -> missing(command));
    return new ProjectView(
        projects.find(command.project()).orElseThrow(() -> missing(command)), role);
  }

  private static SignalboxException missing(FindProject command) {
    return AccessPolicy.projectNotFound(command.project());
  }
}
