package signalbox.application.metric;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.Topic;
import signalbox.application.run.StaleEvents;
import signalbox.domain.run.RunId;

/**
 * Stores reported points, once each. Points of an attempt that a newer one has overtaken are
 * refused and counted: the attempt's number fences them.
 */
public final class RecordMetrics implements StatusHandler<MetricsReported> {
  private static final int MAX_NAME_LENGTH = 200;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final MetricRepository metrics;
  private final MetricTotals totals;
  private final ChangeSignal signal;
  private final StaleEvents staleEvents;
  private final LongAdder stored = new LongAdder();
  private final LongAdder stale = new LongAdder();

  public RecordMetrics(
      MetricRepository metrics, MetricTotals totals, ChangeSignal signal, StaleEvents staleEvents) {
    this.metrics = metrics;
    this.totals = totals;
    this.signal = signal;
    this.staleEvents = staleEvents;
  }

  @Override
  public void handle(List<MetricsReported> messages) {
    Set<RunId> runs = new HashSet<>();
    messages.forEach(message -> runs.add(message.runId()));
    Map<RunId, Integer> newest = new HashMap<>(metrics.newestAttempts(runs));
    List<MetricsReported> current = new ArrayList<>(messages.size());
    Set<RunId> changed = new LinkedHashSet<>();
    Map<RunId, Long> refused = new HashMap<>();
    for (MetricsReported message : messages) {
      int known = newest.getOrDefault(message.runId(), 0);
      if (message.attempt() < known) {
        stale.add(message.points().size());
        refused.merge(message.runId(), 1L, Long::sum);
      } else {
        newest.put(message.runId(), message.attempt());
        current.add(storable(message));
        changed.add(message.runId());
      }
    }
    if (!current.isEmpty()) {
      Appended appended = metrics.append(current);
      stored.add(appended.stored());
      totals.keep(appended.series());
    }
    if (!refused.isEmpty()) {
      staleEvents.refused(refused);
    }
    changed.forEach(run -> signal.changed(new Topic.RunMetrics(run)));
  }

  /** One odd point must not stop all that come after it: names and times are made storable. */
  private static MetricsReported storable(MetricsReported message) {
    List<MetricsReported.Point> points =
        message.points().stream()
            .map(point ->
                new MetricsReported.Point(
                    plain(point.key()),
                    plain(point.role()),
                    point.step(),
                    point.time().isBefore(EARLIEST) || point.time().isAfter(LATEST)
                        ? EARLIEST
                        : point.time(),
                    point.value()))
            .toList();
    return new MetricsReported(message.runId(), message.attempt(), message.sequence(), points);
  }

  private static String plain(String text) {
    String clean = text.replace("\u0000", "");
    return clean.length() <= MAX_NAME_LENGTH ? clean : clean.substring(0, MAX_NAME_LENGTH);
  }

  /** Points stored since the start; repeats do not count. */
  public long storedPoints() {
    return stored.sum();
  }

  /** Points refused since the start because their attempt is over. */
  public long stalePoints() {
    return stale.sum();
  }
}
