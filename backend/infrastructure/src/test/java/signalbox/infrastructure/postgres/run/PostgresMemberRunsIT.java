package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.run.MemberRuns;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;

final class PostgresMemberRunsIT {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  private final PostgresDatabase database = DATABASE.get();
  private final PostgresRecords records = new PostgresRecords(database);
  private final PostgresProjectRepository projects = new PostgresProjectRepository(database);
  private final Transactions transactions = new PostgresTransactions(database);
  private final MemberRuns runs = new PostgresMemberRuns(database);
  private final UserId reader = records.user();

  private Run stored(ProjectId project) {
    Run run = TestRuns.training(project, records.dataset(project), records.user(), "a");
    new PostgresRunRepository(database).insert(run);
    return run;
  }

  @Test
  void findsTheRunWithWhatTheReaderIsInItsProject() {
    ProjectId project = records.project();
    projects.putMember(project, reader, Role.EDITOR);
    projects.putMember(project, records.user(), Role.ADMIN);
    Run run = stored(project);
    assertThat(runs.find(run.id(), reader)).contains(new MemberRuns.Found(run, Role.EDITOR));
  }

  @Test
  void knowsNoMembershipOfAStranger() {
    projects.putMember(records.project(), reader, Role.ADMIN);
    Run strangers = stored(records.project());
    assertThat(runs.find(strangers.id(), reader)).contains(new MemberRuns.Found(strangers, null));
  }

  /** Nothing of it is remembered. */
  @Test
  void seesAMembershipThatHasJustChangedOrGone() {
    ProjectId project = records.project();
    Run run = stored(project);
    projects.putMember(project, reader, Role.VIEWER);
    assertThat(runs.find(run.id(), reader)).contains(new MemberRuns.Found(run, Role.VIEWER));
    projects.putMember(project, reader, Role.ADMIN);
    assertThat(runs.find(run.id(), reader)).contains(new MemberRuns.Found(run, Role.ADMIN));
    projects.deleteMember(project, reader);
    assertThat(runs.find(run.id(), reader)).contains(new MemberRuns.Found(run, null));
  }

  @Test
  void findsNothingForARunThatIsNotThere() {
    assertThat(runs.find(new RunId(TestRuns.IDS.next()), reader)).isEmpty();
  }

  @Test
  void takesPartInTheTransaction() {
    ProjectId project = records.project();
    projects.putMember(project, reader, Role.VIEWER);
    transactions.inTransaction(() -> {
      Run run = stored(project);
      assertThat(runs.find(run.id(), reader)).isPresent();
    });
  }
}
