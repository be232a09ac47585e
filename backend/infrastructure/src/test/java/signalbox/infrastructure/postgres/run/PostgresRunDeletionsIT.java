package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static signalbox.schema.metadata.Tables.FORGOTTEN_DELETION;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN_DELETION;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunDeletions;
import signalbox.application.run.RunDeletionsContract;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyRepository;
import signalbox.application.study.TrialRepository;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;

final class PostgresRunDeletionsIT extends RunDeletionsContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected RunDeletions deletions() {
    return new PostgresRunDeletions(DATABASE);
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
  }

  @Override
  protected StudyRepository studies() {
    return new PostgresStudyRepository(DATABASE);
  }

  @Override
  protected TrialRepository trials() {
    return new PostgresTrialRepository(DATABASE);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(DATABASE);
  }

  @Override
  protected Transactions transactions() {
    return new PostgresTransactions(DATABASE);
  }

  @Test
  void goesWithItsProject() {
    ProjectId project = records().project();
    Run run =
        TestRuns.training(
            project,
            new DatasetId(TestRuns.IDS.next()),
            new UserId(TestRuns.IDS.next()),
            "never stored");
    for (int i = 0; i < 2; i++) {
      transactions()
          .inTransaction(() ->
              deletions()
                  .note(
                      project,
                      runs().nextProjectRevision(project),
                      List.of(run),
                      TestRuns.NOW.minusSeconds(86_400)));
    }
    deletions().removeBefore(TestRuns.NOW.minusSeconds(60), 1);
    DATABASE.sql().deleteFrom(PROJECT).where(PROJECT.ID.eq(project.value())).execute();
    assertThat(DATABASE.sql().fetchCount(RUN_DELETION, RUN_DELETION.PROJECT_ID.eq(project.value())))
        .isZero();
    assertThat(
            DATABASE
                .sql()
                .fetchCount(FORGOTTEN_DELETION, FORGOTTEN_DELETION.PROJECT_ID.eq(project.value())))
        .isZero();
  }
}
