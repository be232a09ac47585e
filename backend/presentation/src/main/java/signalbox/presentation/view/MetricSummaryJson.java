package signalbox.presentation.view;

import org.jspecify.annotations.Nullable;
import signalbox.application.run.MetricSummary;

/** What a run logged of a metric, in few numbers. */
public record MetricSummaryJson(
    double last,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double mean,
    long lastStep,
    long points) {
  public static MetricSummaryJson of(MetricSummary summary) {
    return new MetricSummaryJson(
        summary.last(),
        summary.min(),
        summary.max(),
        summary.mean(),
        summary.lastStep(),
        summary.points());
  }
}
