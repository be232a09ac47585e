package signalbox.application.project;

import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectLimits;

/** Changes a project, and tells orchestrators limits that have changed. */
public final class ChangeProjectHandler implements Handler<ChangeProject, ProjectView> {
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final LimitsOutbox outbox;
  private final Transactions transactions;

  public ChangeProjectHandler(
      AccessPolicy access,
      ProjectRepository projects,
      LimitsOutbox outbox,
      Transactions transactions) {
    this.access = access;
    this.projects = projects;
    this.outbox = outbox;
    this.transactions = transactions;
  }

  @Override
  public ProjectView handle(Principal caller, ChangeProject command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    return transactions.inTransaction(() -> {
      Project before =
          projects
              .lock(command.project())
              .orElseThrow(() -> AccessPolicy.projectNotFound(command.project()));
      String name = command.name();
      String description = command.description();
      Project after =
          new Project(
              before.id(),
              name == null ? before.name() : name,
              description == null ? before.description() : description,
              before.createdAt(),
              limits(before.limits(), command));
      if (!projects.update(after)) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
      }
      boolean rescheduled =
          before.limits().maxRunning() != after.limits().maxRunning()
              || before.limits().weight() != after.limits().weight();
      if (rescheduled) {
        outbox.tell(after);
      }
      return new ProjectView(after, Role.ADMIN);
    });
  }

  private static ProjectLimits limits(ProjectLimits before, ChangeProject wanted) {
    return new ProjectLimits(
        or(wanted.maxRunning(), before.maxRunning()),
        or(wanted.weight(), before.weight()),
        or(wanted.logRetentionDays(), before.logRetentionDays()),
        or(wanted.metricRetentionDays(), before.metricRetentionDays()));
  }

  private static int or(@Nullable Integer wanted, int before) {
    return wanted == null ? before : wanted;
  }
}
