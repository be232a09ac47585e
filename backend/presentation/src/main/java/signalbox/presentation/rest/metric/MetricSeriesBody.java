package signalbox.presentation.rest.metric;

import java.util.List;
import signalbox.application.metric.MetricSeries;

/** One series as columns of equal length. */
record MetricSeriesBody(
    String key,
    String role,
    int attempt,
    long points,
    boolean bucketed,
    List<Long> step,
    List<Double> time,
    List<Double> min,
    List<Double> max,
    List<Double> last) {

  static MetricSeriesBody of(MetricSeries series) {
    List<MetricSeries.Bucket> buckets = series.buckets();
    return new MetricSeriesBody(
        series.key(),
        series.role(),
        series.attempt(),
        series.points(),
        series.bucketed(),
        buckets.stream().map(MetricSeries.Bucket::step).toList(),
        buckets.stream().map(MetricSeries.Bucket::epochSeconds).toList(),
        buckets.stream().map(MetricSeries.Bucket::min).toList(),
        buckets.stream().map(MetricSeries.Bucket::max).toList(),
        buckets.stream().map(MetricSeries.Bucket::last).toList());
  }
}
