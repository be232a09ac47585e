package signalbox.application.metric;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.domain.run.RunId;

/** Removes the points of runs that ended longer ago than their project keeps them. */
public final class RemoveExpiredMetrics implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofMinutes(1);

  private static final int MOST = 100;

  private final ExpiredMetrics expired;
  private final MetricRepository metrics;
  private final ChangeSignal signal;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  public RemoveExpiredMetrics(
      ExpiredMetrics expired, MetricRepository metrics, ChangeSignal signal, InstantSource clock) {
    this.expired = expired;
    this.metrics = metrics;
    this.signal = signal;
    this.clock = clock;
  }

  /** A bounded number of runs; the rest has its turn the next time. */
  @Override
  public void run() {
    List<RunId> due = expired.due(clock.instant(), MOST);
    for (RunId run : due) {
      // In this order: a crash between the two only makes the next call remove nothing.
      removed.add(metrics.remove(run));
      expired.removed(run);
      signal.changed(new Topic.RunMetrics(run));
    }
  }

  /** How many points were removed since the start. */
  public long removedPoints() {
    return removed.sum();
  }
}
