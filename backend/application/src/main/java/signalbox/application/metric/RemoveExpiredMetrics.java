package signalbox.application.metric;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.storage.RetentionHistory;

/** Removes the points of runs that ended longer ago than their project keeps them. */
public final class RemoveExpiredMetrics implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofMinutes(1);

  private static final int MOST = 100;

  private final ExpiredMetrics expired;
  private final MetricRepository metrics;
  private final RetentionHistory history;
  private final ChangeSignal signal;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  public RemoveExpiredMetrics(
      ExpiredMetrics expired,
      MetricRepository metrics,
      RetentionHistory history,
      ChangeSignal signal,
      InstantSource clock) {
    this.expired = expired;
    this.metrics = metrics;
    this.history = history;
    this.signal = signal;
    this.clock = clock;
  }

  /** A bounded number of runs; the rest has its turn the next time. */
  @Override
  public void run() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<ExpiredMetrics.Due> due = expired.due(now, MOST);
    for (ExpiredMetrics.Due one : due) {
      // In this order: a crash between the two only makes the next call remove nothing.
      long points = metrics.remove(one.run());
      removed.add(points);
      expired.removed(one.run());
      if (points > 0) {
        history.removed(one.project(), RetentionHistory.Subject.POINTS, now, points);
      }
      signal.changed(new Topic.RunMetrics(one.run()));
    }
  }

  /** How many points were removed since the start. */
  public long removedPoints() {
    return removed.sum();
  }
}
