package signalbox.application.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.Topic;
import signalbox.application.run.StaleEvents;
import signalbox.domain.run.RunId;

class RecordMetricsTest {
  private final RunId run = new RunId(UUID.randomUUID());
  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();
  private final List<Topic> changed = new ArrayList<>();
  private final List<SeriesTotals> kept = new ArrayList<>();
  private final RecordMetrics record =
      new RecordMetrics(metrics, kept::addAll, changed::add, StaleEvents.NONE);

  @Test
  void signalsEachRunOnceABatch() {
    record.handle(List.of(report(1, 1, "a"), report(1, 2, "a")));
    assertThat(changed).containsExactly(new Topic.RunMetrics(run));
    assertThat(record.storedPoints()).isEqualTo(2);
  }

  @Test
  void tellsWhatTheSeriesComeToAlsoWhenAReportComesAgain() {
    record.handle(List.of(report(1, 1, "a"), report(1, 2, "b")));
    record.handle(List.of(report(1, 2, "b")));
    assertThat(kept).extracting(SeriesTotals::key).containsExactlyInAnyOrder("a", "b", "b");
    assertThat(kept).extracting(SeriesTotals::points).containsOnly(1L);
  }

  @Test
  void refusesAndCountsAnAttemptThatIsOver() {
    record.handle(List.of(report(2, 1, "a"), report(1, 7, "a")));
    record.handle(List.of(report(1, 8, "a")));
    assertThat(record.stalePoints()).isEqualTo(2);
    assertThat(metrics.last(run)).isEqualTo(new MetricCursor(2, 1, 0));
    assertThat(metrics.after(run, MetricCursor.START, 10)).hasSize(1);
  }

  @Test
  void makesOddPointsStorable() {
    record.handle(
        List.of(
            new MetricsReported(
                run,
                1,
                1,
                List.of(
                    new MetricsReported.Point(
                        "lo\u0000ss" + "x".repeat(500), "loss", 1, Instant.MAX, 1)))));
    MetricsReported.Point point = metrics.after(run, MetricCursor.START, 10).getFirst().point();
    assertThat(point.key()).startsWith("lossx").hasSize(200);
    assertThat(point.time()).isEqualTo(Instant.EPOCH);
  }

  private MetricsReported report(int attempt, long sequence, String key) {
    return new MetricsReported(
        run,
        attempt,
        sequence,
        List.of(new MetricsReported.Point(key, "loss", sequence, Instant.EPOCH, 1)));
  }
}
