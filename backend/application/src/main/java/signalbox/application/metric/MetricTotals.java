package signalbox.application.metric;

import java.util.List;

/** Who wants to know what series come to as soon as points are stored. Thread-safe. */
@FunctionalInterface
public interface MetricTotals {
  /** Nobody. */
  MetricTotals NONE = totals -> {};

  /**
   * Takes absolute values: of one series, those of a larger attempt, or of more points, are newer.
   * The same may come again.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable} when it should be
   *     tried again
   */
  void keep(List<SeriesTotals> totals);
}
