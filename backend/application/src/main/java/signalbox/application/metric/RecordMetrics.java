package signalbox.application.metric;

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
import signalbox.domain.run.RunId;

/**
 * Stores reported points, once each. Points of an attempt that a newer one has overtaken are
 * refused and counted: the attempt's number fences them.
 */
public final class RecordMetrics implements StatusHandler<MetricsReported> {
  private final MetricRepository metrics;
  private final ChangeSignal signal;
  private final LongAdder stored = new LongAdder();
  private final LongAdder stale = new LongAdder();

  public RecordMetrics(MetricRepository metrics, ChangeSignal signal) {
    this.metrics = metrics;
    this.signal = signal;
  }

  @Override
  public void handle(List<MetricsReported> messages) {
    Set<RunId> runs = new HashSet<>();
    messages.forEach(message -> runs.add(message.runId()));
    Map<RunId, Integer> newest = new HashMap<>(metrics.newestAttempts(runs));
    List<MetricsReported> current = new ArrayList<>(messages.size());
    Set<RunId> changed = new LinkedHashSet<>();
    for (MetricsReported message : messages) {
      int known = newest.getOrDefault(message.runId(), 0);
      if (message.attempt() < known) {
        stale.add(message.points().size());
      } else {
        newest.put(message.runId(), message.attempt());
        current.add(message);
        changed.add(message.runId());
      }
    }
    if (!current.isEmpty()) {
      stored.add(metrics.append(current));
    }
    changed.forEach(run -> signal.changed(new Topic.RunMetrics(run)));
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
