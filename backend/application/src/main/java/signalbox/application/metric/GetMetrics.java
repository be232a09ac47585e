package signalbox.application.metric;

import signalbox.domain.error.SignalboxException;

/** Asks for series of a run. The answer is a {@code List<MetricSeries>}. */
public record GetMetrics(MetricQuery query) {
  public static final int DEFAULT_WIDTH = 1000;
  public static final int MIN_WIDTH = 10;
  public static final int MAX_WIDTH = 4000;
  public static final int MAX_KEYS = 100;

  public GetMetrics {
    if (query.width() < MIN_WIDTH || query.width() > MAX_WIDTH) {
      throw SignalboxException.invalid("width", "must be from " + MIN_WIDTH + " to " + MAX_WIDTH);
    }
    if (query.keys().size() > MAX_KEYS) {
      throw SignalboxException.invalid("key", "at most " + MAX_KEYS + " at once");
    }
    Long from = query.fromStep();
    Long to = query.toStep();
    if (from != null && to != null && from > to) {
      throw SignalboxException.invalid("to", "must not be before from");
    }
  }
}
