package signalbox.application.metric;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import signalbox.application.event.MetricsReported;
import signalbox.domain.run.RunId;

/**
 * Stored metric points, in a store of their own: no part of a metadata transaction. Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer.
 */
public interface MetricRepository {
  /**
   * Stores all points or none; a point that is there already stays as it is. Reports of one run
   * must come in the order of attempt and sequence, except for repeats.
   *
   * @return how many points are new
   */
  long append(List<MetricsReported> reports);

  /** The newest attempt that has points, of each run that has any. */
  Map<RunId, Integer> newestAttempts(Collection<RunId> runs);

  /** In the order of keys. A key without points in the range is absent. */
  List<MetricSeries> series(MetricQuery query);

  /**
   * Points after a place, in order.
   *
   * @param limit most points
   */
  List<StoredPoint> after(RunId run, MetricCursor cursor, int limit);

  /** The place of the last point; {@link MetricCursor#START} when there is none. */
  MetricCursor last(RunId run);

  /**
   * Removes all points of a run for good.
   *
   * @return how many there were
   */
  long remove(RunId run);
}
