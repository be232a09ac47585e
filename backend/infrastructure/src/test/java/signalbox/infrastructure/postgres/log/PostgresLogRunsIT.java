package signalbox.infrastructure.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.log.LogRuns;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;

/** Which runs may have lines, and by whose key. */
final class PostgresLogRunsIT {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void knowsRunsAndTrialsWithTheirStudyButNoLinesOfAStudy() {
    PostgresRecords records = new PostgresRecords(database);
    ProjectId project = records.project();
    DatasetId dataset = records.dataset(project);
    UserId user = records.user();
    Run training = TestRuns.training(project, dataset, user, "a");
    Run study = TestRuns.study(project, dataset, user, "search");
    Run trial = TestRuns.trial(study, 0);
    new PostgresRunRepository(database).insertAll(List.of(training, study, trial));
    new PostgresStudyRepository(database).insert(TestStudies.study(study.id()));
    new PostgresTrialRepository(database)
        .insertAll(List.of(TestStudies.trial(study.id(), 0, trial.id(), 1)));
    assertThat(
            new PostgresLogRuns(database)
                .find(
                    List.of(training.id(), study.id(), trial.id(), new RunId(TestRuns.IDS.next()))))
        .containsOnlyKeys(training.id(), trial.id())
        .containsEntry(training.id(), new LogRuns.LogRun(project, 0, null))
        .containsEntry(trial.id(), new LogRuns.LogRun(project, 0, null, study.id()));
  }
}
