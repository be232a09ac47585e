package signalbox.application.project;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/** Makes a project with the caller as its first admin. */
public final class CreateProjectHandler implements Handler<CreateProject, ProjectView> {
  private final ProjectRepository projects;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;

  public CreateProjectHandler(
      ProjectRepository projects, IdGenerator ids, InstantSource clock, Transactions transactions) {
    this.projects = projects;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public ProjectView handle(Principal caller, CreateProject command) {
    Project project =
        new Project(
            new ProjectId(ids.next()),
            command.name(),
            command.description(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    transactions.inTransaction(() -> {
      if (!projects.insert(project)) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
      }
      projects.putMember(project.id(), caller.userId(), Role.ADMIN);
    });
    return new ProjectView(project, Role.ADMIN);
  }
}
