package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static signalbox.schema.metadata.Tables.RUN_PARAMETER;

import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunNames;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunRepositoryContract;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresRunRepositoryIT extends RunRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected RunRepository runs() {
    return new PostgresRunRepository(DATABASE);
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
  void knowsTheNamesThatStandBesideIds() {
    ProjectId project = records().project();
    UserId user = records().user();
    DatasetId dataset = records().dataset(project);
    PostgresRunNames names = new PostgresRunNames(DATABASE);
    UserId nobody = new UserId(TestRuns.IDS.next());
    assertThat(names.users(Set.of(user, nobody)))
        .containsOnlyKeys(user)
        .containsValue("user " + user);
    assertThat(names.datasets(Set.of(dataset)))
        .containsEntry(dataset, new RunNames.NamedDataset("titanic.csv", 1));
    DatasetId nothing = new DatasetId(TestRuns.IDS.next());
    assertThat(names.of(Set.of(user, nobody), Set.of(dataset, nothing)))
        .isEqualTo(
            new RunNames.Named(
                Map.of(user, "user " + user),
                Map.of(dataset, new RunNames.NamedDataset("titanic.csv", 1))));
    assertThat(names.of(Set.of(), Set.of())).isEqualTo(new RunNames.Named(Map.of(), Map.of()));
  }

  @Test
  void refusesARunWhoseDatasetWasDeletedMeanwhile() {
    ProjectId project = records().project();
    DatasetId gone = new DatasetId(TestRuns.IDS.next());
    Run run = TestRuns.training(project, gone, records().user(), "late");
    RunEvent first = new RunEvent(run.id(), 1, 0, TestRuns.NOW, 0, RunEventType.CREATED, Map.of());
    assertThatThrownBy(() -> runs().insert(run))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.not_found");
    assertThatThrownBy(() -> runs().insert(run, first))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.not_found");
    assertThat(runs().find(run.id())).isEmpty();
    assertThat(runs().eventsAfter(run.id(), 0, 10)).isEmpty();
  }

  /** They are copied by a trigger. */
  @Test
  void findsAStartedRunByItsParameters() {
    ProjectId project = records().project();
    Run run = TestRuns.training(project, records().dataset(project), records().user(), "a");
    RunEvent first = new RunEvent(run.id(), 1, 0, TestRuns.NOW, 0, RunEventType.CREATED, Map.of());
    runs().insert(run, first);
    assertThat(DATABASE.sql().fetchCount(RUN_PARAMETER, RUN_PARAMETER.RUN_ID.eq(run.id().value())))
        .isPositive();
  }

  @Test
  void projectRevisionsHaveNoGaps() {
    ProjectId project = records().project();
    DatasetId dataset = records().dataset(project);
    UserId user = records().user();
    RunRepository runs = runs();
    transactions()
        .inTransaction(() -> {
          for (int i = 0; i < 300; i++) {
            Run run = TestRuns.training(project, dataset, user, "run " + i);
            runs.insert(run.revised(1, runs.nextProjectRevision(project)));
          }
        });
    assertThat(runs.changedAfter(project, 0, 1000))
        .extracting(Run::projectRevision)
        .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
  }
}
