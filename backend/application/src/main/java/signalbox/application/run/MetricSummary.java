package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.run.MetricAggregate;

/**
 * What a run logged of a metric, in few numbers, of the newest attempt that logged anything.
 *
 * @param last of the last step; NaN and infinities are legal
 * @param min of the finite values; null when there is none
 * @param max of the finite values; null when there is none
 * @param mean of the finite values; null when there is none
 */
public record MetricSummary(
    double last,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double mean,
    long lastStep,
    long points) {

  /** The value that is compared and sorted by; null when there is none, which NaN is. */
  public @Nullable Double value(MetricAggregate aggregate) {
    return switch (aggregate) {
      case LAST -> Double.isNaN(last) ? null : Double.valueOf(last);
      case MIN -> min;
      case MAX -> max;
      case MEAN -> mean;
    };
  }
}
