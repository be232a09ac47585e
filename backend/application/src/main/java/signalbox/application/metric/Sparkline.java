package signalbox.application.metric;

import java.util.List;

/**
 * A short line: the last point of each of equal ranges of steps.
 *
 * @param buckets in the order of steps
 */
public record Sparkline(SeriesTotals totals, List<MetricSeries.Bucket> buckets) {
  public Sparkline {
    buckets = List.copyOf(buckets);
  }
}
