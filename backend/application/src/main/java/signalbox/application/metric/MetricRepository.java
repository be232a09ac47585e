package signalbox.application.metric;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
   * @return what is new, and what the named series come to now
   */
  Appended append(List<MetricsReported> reports);

  /** The newest attempt that has points, of each run that has any. */
  Map<RunId, Integer> newestAttempts(Collection<RunId> runs);

  /** In the order of keys. A key without points in the range is absent. */
  List<MetricSeries> series(MetricQuery query);

  /**
   * The series of runs, in no order.
   *
   * @param attempts of each run the attempt that is wanted; null for the newest that has points
   * @param keys empty for all
   */
  List<StoredSeries> find(Map<RunId, @Nullable Integer> attempts, Set<String> keys);

  /**
   * What the series of the newest attempt of each run come to, in no order. For those who keep
   * copies of it.
   */
  default List<SeriesTotals> totals(Collection<RunId> runs) {
    Map<RunId, @Nullable Integer> newest = new HashMap<>();
    runs.forEach(run -> newest.put(run, null));
    return find(newest, Set.of()).stream().map(StoredSeries::totals).toList();
  }

  /**
   * Reads series one after the other, in the given order; holds no more than one of them.
   *
   * @param coarseness about how many points may be one entry: 1 for every point by itself. Larger
   *     ones are a wish that the store may fulfil for a series that is {@linkplain
   *     StoredSeries#ordered() ordered}; entries never reach over a bound of the range, and points
   *     that are not finite are always by themselves
   */
  void read(List<StoredSeries> series, PointRange range, int coarseness, Sink sink);

  /** Takes what was read. */
  @FunctionalInterface
  interface Sink {
    /** Called once for each series, also when it has no point in the range. */
    void take(StoredSeries series, Entries entries);
  }

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
