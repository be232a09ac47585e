package signalbox.application.transfer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.log.LogRemoval;
import signalbox.application.metric.MetricRepository;
import signalbox.domain.run.RunId;

/**
 * Removes what imports have stored that came to nothing: refused, ended, or cut off. A store that
 * is away or a crash in between means that it is done again; every step may be.
 */
public final class RemoveImportTraces implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofSeconds(10);

  private static final int MOST = 200;

  private final ImportTraces traces;
  private final MetricRepository metrics;
  private final LogRemoval logs;
  private final ObjectStore objects;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  public RemoveImportTraces(
      ImportTraces traces,
      MetricRepository metrics,
      LogRemoval logs,
      ObjectStore objects,
      InstantSource clock) {
    this.traces = traces;
    this.metrics = metrics;
    this.logs = logs;
    this.objects = objects;
    this.clock = clock;
  }

  /** A bounded number; the rest has its turn the next time. */
  @Override
  public void run() {
    List<RunId> runs = traces.leftRuns(clock.instant(), MOST);
    for (RunId run : runs) {
      metrics.remove(run);
      logs.remove(run);
    }
    if (!runs.isEmpty()) {
      traces.forgetRuns(runs);
    }
    List<String> keys = traces.leftObjects(clock.instant(), MOST);
    keys.forEach(objects::delete);
    if (!keys.isEmpty()) {
      traces.forgetObjects(keys);
    }
    removed.add(runs.size() + (long) keys.size());
  }

  /** How many runs and objects were removed since the start. */
  public long removedTraces() {
    return removed.sum();
  }
}
