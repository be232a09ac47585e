package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.PageRequest;
import signalbox.application.storage.InMemoryRetentionHistory;
import signalbox.application.storage.RetentionHistory.ProjectRetention;
import signalbox.application.storage.RetentionHistory.Removed;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/** What retention removes of metrics is told of, by project. */
class RemoveExpiredMetricsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();
  private final InMemoryRetentionHistory history = new InMemoryRetentionHistory();
  private final Waiting waiting = new Waiting();

  private void stored(ProjectId project, int points) {
    RunId run = new RunId(TestRuns.IDS.next());
    List<MetricsReported.Point> all = new ArrayList<>();
    for (int step = 0; step < points; step++) {
      all.add(new MetricsReported.Point("loss", "loss", step, NOON, 0.5));
    }
    metrics.append(List.of(new MetricsReported(run, 1, 1, all)));
    waiting.due.add(new ExpiredMetrics.Due(run, project));
  }

  @Test
  void addsUpWhatEachProjectLost() {
    Project churn = new Project(new ProjectId(TestRuns.IDS.next()), "Churn", "", NOON);
    Project empty = new Project(new ProjectId(TestRuns.IDS.next()), "Empty", "", NOON);
    history.add(churn);
    history.add(empty);
    stored(churn.id(), 3);
    stored(churn.id(), 4);
    waiting.due.add(new ExpiredMetrics.Due(new RunId(TestRuns.IDS.next()), empty.id()));
    List<String> signals = new ArrayList<>();
    RemoveExpiredMetrics remove =
        new RemoveExpiredMetrics(
            waiting, metrics, history, topic -> signals.add(topic.toString()), () -> NOON);
    remove.run();

    assertThat(remove.removedPoints()).isEqualTo(7);
    assertThat(history.list(new PageRequest(10, null)).items())
        .extracting(ProjectRetention::points)
        .as("of what had none, nothing is told")
        .containsExactly(new Removed(NOON, 7, 7), null);
    assertThat(waiting.due).isEmpty();
    assertThat(signals).hasSize(3);
  }

  private static final class Waiting implements ExpiredMetrics {
    private final List<Due> due = new ArrayList<>();

    @Override
    public List<Due> due(Instant now, int most) {
      return List.copyOf(due);
    }

    @Override
    public void removed(RunId run) {
      due.removeIf(one -> one.run().equals(run));
    }
  }
}
