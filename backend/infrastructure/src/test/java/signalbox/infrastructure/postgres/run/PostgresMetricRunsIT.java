package signalbox.infrastructure.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.metric.MetricRuns;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

final class PostgresMetricRunsIT {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onPostgres();

  private final PostgresDatabase database = DATABASE.get();
  private final PostgresRecords records = new PostgresRecords(database);
  private final MetricRuns runs = new PostgresMetricRuns(database);

  private Run stored(ProjectId project, String name) {
    Run run = TestRuns.training(project, records.dataset(project), records.user(), name);
    new PostgresRunRepository(database).insert(run);
    return run;
  }

  private static MetricRuns.Named named(Run run, boolean expired) {
    return new MetricRuns.Named(run.id(), run.projectId(), run.name(), expired);
  }

  @Test
  void saysOfEachRunWhatTheReaderIsInItsProject() {
    ProjectId own = records.project();
    UserId reader = records.user();
    new PostgresProjectRepository(database).putMember(own, reader, Role.VIEWER);
    Run first = stored(own, "first");
    Run expired = stored(own, "expired");
    Run strangers = stored(records.project(), "strangers");
    new PostgresExpiredMetrics(database).removed(expired.id());
    assertThat(
            runs.find(
                List.of(first.id(), expired.id(), strangers.id(), new RunId(TestRuns.IDS.next())),
                reader))
        .containsExactlyInAnyOrder(
            new MetricRuns.Found(named(first, false), Role.VIEWER),
            new MetricRuns.Found(named(expired, true), Role.VIEWER),
            new MetricRuns.Found(named(strangers, false), null));
  }
}
