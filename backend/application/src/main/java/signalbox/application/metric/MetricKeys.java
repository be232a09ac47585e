package signalbox.application.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of a run in the order of their keys.
 *
 * @param total how many match, also those that the limit cut off
 * @param attempt whose they are; null when there is none
 */
public record MetricKeys(List<SeriesTotals> items, int total, @Nullable Integer attempt) {
  public MetricKeys {
    items = List.copyOf(items);
  }
}
