package signalbox.application.metric;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * Which series of a run are wanted.
 *
 * @param keys empty for all
 * @param attempt null for the newest that has points
 * @param fromStep the first step; null for no bound
 * @param toStep the last step; null for no bound
 * @param width most buckets of a series; at least 1
 */
public record MetricQuery(
    RunId run,
    Set<String> keys,
    @Nullable Integer attempt,
    @Nullable Long fromStep,
    @Nullable Long toStep,
    int width) {
  public MetricQuery {
    keys = Set.copyOf(keys);
    if (width < 1) {
      throw new IllegalArgumentException("width must be positive");
    }
  }
}
