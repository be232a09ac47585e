package signalbox.infrastructure.postgres.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.application.metric.ExpiredMetrics;
import signalbox.application.run.TestRuns;
import signalbox.application.service.QueueCounts;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.project.ProjectLimits;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.WaitReason;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.run.PostgresExpiredMetrics;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

/** What is counted over runs, and which of them have kept their metrics for long enough. */
final class PostgresQueueCountsIT {
  private static final Instant NOW = TestRuns.NOW;

  private final PostgresDatabase database = TestDatabases.fresh();
  private final PostgresRecords records = new PostgresRecords(database);
  private final PostgresRunRepository runs = new PostgresRunRepository(database);
  private final PostgresProjectRepository projects = new PostgresProjectRepository(database);
  private final QueueCounts counts = new PostgresQueueCounts(database);
  private final ProjectId project = records.project();
  private final UserId user = records.user();
  private final DatasetId dataset = records.dataset(project);

  @AfterEach
  void close() {
    database.close();
  }

  private Run stored(RunReport.Content... contents) {
    RunState state = RunState.CREATED;
    long sequence = 1;
    for (RunReport.Content content : contents) {
      int attempt = content instanceof RunReport.Queued ? 0 : 1;
      RunReport report = new RunReport(attempt, sequence++, NOW, content);
      state = ((RunState.Taken.Changed) state.after(report)).state();
    }
    Run run = TestRuns.training(project, dataset, user, "counted").with(state);
    return new PostgresTransactions(database)
        .inTransaction(() -> {
          Run revised = run.revised(1, runs.nextProjectRevision(project));
          runs.insert(revised);
          return revised;
        });
  }

  private static RunReport.Queued waiting(@Nullable WaitReason reason) {
    return new RunReport.Queued("", 0, 0, reason);
  }

  private static RunReport.Content[] executing() {
    return new RunReport.Content[] {
      waiting(null),
      new RunReport.Starting("tabular", "a:1"),
      new RunReport.Started("tabular", "a:1")
    };
  }

  private void limit(ProjectLimits limits) {
    Project known = projects.find(project).orElseThrow();
    projects.update(
        new Project(known.id(), known.name(), known.description(), known.createdAt(), limits));
  }

  @Test
  void countsRunsThatHaveNotEndedByWhatTellsThemApart() {
    WaitReason busy = new WaitReason(WaitReason.Kind.SLOTS, "tabular", null, null, "");
    stored(waiting(busy));
    stored(waiting(busy));
    stored(executing());
    stored(
        waiting(null),
        new RunReport.Failed(
            new Failure(Failure.Kind.PROGRAM, "code", "message", null, null, null)));
    assertThat(counts.groups())
        .containsExactlyInAnyOrder(
            new QueueCounts.Group(
                "tabular", "lightgbm", RunStatus.QUEUED, WaitReason.Kind.SLOTS, 2, NOW),
            new QueueCounts.Group("tabular", "lightgbm", RunStatus.RUNNING, null, 1, NOW));
  }

  @Test
  void countsTheProjectsThatSomebodyMaySee() {
    stored(waiting(null));
    stored(executing());
    limit(new ProjectLimits(4, 2, 0, 0));
    String name = projects.find(project).orElseThrow().name();
    QueueCounts.ProjectQueue queue = new QueueCounts.ProjectQueue(project, name, 1, 1, 4, 2);
    assertThat(counts.projects(null)).containsExactly(queue);
    assertThat(counts.projects(user)).isEmpty();
    projects.putMember(project, user, Role.VIEWER);
    assertThat(counts.projects(user)).containsExactly(queue);
  }

  @Test
  void metricsAreDueOnceTheirProjectHasKeptThemForLongEnough() {
    ExpiredMetrics expired = new PostgresExpiredMetrics(database);
    Run ended = stored(executingToTheEnd());
    stored(executing());
    limit(new ProjectLimits(0, 1, 0, 0));
    assertThat(expired.due(NOW.plus(Duration.ofDays(10_000)), 10)).isEmpty();
    limit(new ProjectLimits(0, 1, 0, 7));
    assertThat(expired.due(NOW.plus(Duration.ofDays(7)), 10)).isEmpty();
    Instant later = NOW.plus(Duration.ofDays(7)).plusSeconds(1);
    assertThat(expired.due(later, 10)).containsExactly(new ExpiredMetrics.Due(ended.id(), project));
    expired.removed(ended.id());
    assertThat(expired.due(later, 10)).isEmpty();
  }

  private static RunReport.Content[] executingToTheEnd() {
    RunReport.Content[] running = executing();
    return new RunReport.Content[] {
      running[0], running[1], running[2], new RunReport.Succeeded(Map.of(), null, false)
    };
  }
}
