package signalbox.application.run;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import signalbox.application.metric.MetricTotals;
import signalbox.application.metric.SeriesTotals;
import signalbox.domain.run.RunId;

/**
 * Copies what was logged of runs that are older than the copies. Points that come meanwhile are
 * newer totals, which win; doing it twice changes nothing.
 */
public final class FillRunMetrics implements Runnable {
  /** The pause between two calls. */
  public static final Duration BETWEEN = Duration.ofSeconds(2);

  private static final int AT_ONCE = 50;
  private static final int PARTS_A_CALL = 20;

  private final MetricBacklog backlog;
  private final Function<Collection<RunId>, List<SeriesTotals>> points;
  private final MetricTotals copies;

  /**
   * @param points tells what all series of the newest attempt of runs come to
   */
  public FillRunMetrics(
      MetricBacklog backlog,
      Function<Collection<RunId>, List<SeriesTotals>> points,
      MetricTotals copies) {
    this.backlog = backlog;
    this.points = points;
    this.copies = copies;
  }

  /** A bounded number of runs; the rest has its turn the next time. */
  @Override
  public void run() {
    for (int part = 0; part < PARTS_A_CALL; part++) {
      List<RunId> runs = backlog.some(AT_ONCE);
      if (runs.isEmpty()) {
        return;
      }
      copies.keep(points.apply(runs));
      backlog.done(runs);
    }
  }
}
