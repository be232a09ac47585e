package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Deletes a project that has no datasets, runs or models. */
public final class DeleteProjectHandler implements Handler<DeleteProject, Boolean> {
  private final AccessPolicy access;
  private final ProjectRepository projects;

  public DeleteProjectHandler(AccessPolicy access, ProjectRepository projects) {
    this.access = access;
    this.projects = projects;
  }

  @Override
  public Boolean handle(Principal caller, DeleteProject command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    if (!projects.delete(command.project())) {
      throw SignalboxException.of(ErrorCode.PROJECT_NOT_EMPTY);
    }
    return true;
  }
}
