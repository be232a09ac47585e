package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;

/** Changes a project's name and description. */
public final class ChangeProjectHandler implements Handler<ChangeProject, ProjectView> {
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final Transactions transactions;

  public ChangeProjectHandler(
      AccessPolicy access, ProjectRepository projects, Transactions transactions) {
    this.access = access;
    this.projects = projects;
    this.transactions = transactions;
  }

  @Override
  public ProjectView handle(Principal caller, ChangeProject command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    return transactions.inTransaction(() -> {
      Project before =
          projects
              .lock(command.project())
              .orElseThrow(() ->
                  SignalboxException.of(ErrorCode.PROJECT_NOT_FOUND).safe("id", command.project()));
      String name = command.name();
      String description = command.description();
      Project after =
          new Project(
              before.id(),
              name == null ? before.name() : name,
              description == null ? before.description() : description,
              before.createdAt());
      if (!projects.update(after)) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
      }
      return new ProjectView(after, Role.ADMIN);
    });
  }
}
