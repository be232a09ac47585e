package signalbox.application.metric;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Asks for the metrics of a run. The answer is a {@link MetricKeys}.
 *
 * @param attempt null for the newest that has points
 * @param pattern null for all
 * @param limit most of them
 */
public record ListMetricKeys(
    RunId run, @Nullable Integer attempt, @Nullable KeyPattern pattern, int limit) {
  public static final int MAX_LIMIT = 5000;
  public static final int DEFAULT_LIMIT = 2000;
}
