package signalbox.application.run;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.log.LogRemoval;
import signalbox.application.metric.MetricRepository;

/**
 * Removes what other stores hold of deleted runs: points, log lines, objects. A store that is away
 * or a crash in between means that it is done again; every step may be.
 */
public final class RemoveDeletedRuns implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofSeconds(10);

  private static final int MOST = 100;

  private final RunRemovals removals;
  private final MetricRepository metrics;
  private final LogRemoval logs;
  private final ObjectStore objects;
  private final LongAdder removed = new LongAdder();

  public RemoveDeletedRuns(
      RunRemovals removals, MetricRepository metrics, LogRemoval logs, ObjectStore objects) {
    this.removals = removals;
    this.metrics = metrics;
    this.logs = logs;
    this.objects = objects;
  }

  /** A bounded number of runs; the rest has its turn the next time. */
  @Override
  public void run() {
    for (RunRemovals.Removal removal : removals.due(MOST)) {
      metrics.remove(removal.run());
      logs.remove(removal.run());
      removal.objectKeys().forEach(objects::delete);
      removals.done(removal.run());
      removed.increment();
    }
  }

  /** How many runs were removed for good since the start. */
  public long removedRuns() {
    return removed.sum();
  }
}
