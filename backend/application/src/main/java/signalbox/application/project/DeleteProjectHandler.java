package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Deletes a project that has no datasets, runs or models, or that is to lose them. */
public final class DeleteProjectHandler implements Handler<DeleteProject, Boolean> {
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final RemoveContent content;
  private final Transactions transactions;

  public DeleteProjectHandler(
      AccessPolicy access,
      ProjectRepository projects,
      RemoveContent content,
      Transactions transactions) {
    this.access = access;
    this.projects = projects;
    this.content = content;
    this.transactions = transactions;
  }

  @Override
  public Boolean handle(Principal caller, DeleteProject command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    if (command.withContent()) {
      content.prepare(caller, command.project());
    }
    transactions.inTransaction(() -> {
      if (command.withContent()) {
        content.removeRows(command.project());
      }
      if (!projects.delete(command.project())) {
        throw SignalboxException.of(ErrorCode.PROJECT_NOT_EMPTY);
      }
    });
    return true;
  }
}
