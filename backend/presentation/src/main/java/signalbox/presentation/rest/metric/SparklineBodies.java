package signalbox.presentation.rest.metric;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.GetSparklines;
import signalbox.application.metric.MetricSeries;
import signalbox.application.metric.SeriesTotals;
import signalbox.application.metric.Sparkline;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/** Short lines of many runs. */
final class SparklineBodies {
  private SparklineBodies() {}

  record QueryBody(List<WantedBody> series, @Nullable Integer points) {
    GetSparklines query() {
      return new GetSparklines(
          series.stream().map(WantedBody::wanted).toList(),
          points == null ? GetSparklines.DEFAULT_POINTS : points);
    }
  }

  record WantedBody(UUID runId, String key, @Nullable Integer attempt) {
    GetSparklines.Wanted wanted() {
      if (attempt != null && attempt < 1) {
        throw SignalboxException.invalid("series.attempt", "must be at least 1");
      }
      return new GetSparklines.Wanted(new RunId(runId), key, attempt);
    }
  }

  record ListBody(List<LineBody> items) {
    static ListBody of(List<Sparkline> lines) {
      return new ListBody(lines.stream().map(LineBody::of).toList());
    }
  }

  record LineBody(
      String runId,
      String key,
      long points,
      List<Double> values,
      List<Long> step,
      double last,
      @Nullable Double min,
      @Nullable Double max) {
    static LineBody of(Sparkline line) {
      SeriesTotals totals = line.totals();
      return new LineBody(
          totals.run().toString(),
          totals.key(),
          totals.points(),
          line.buckets().stream().map(MetricSeries.Bucket::last).toList(),
          line.buckets().stream().map(MetricSeries.Bucket::step).toList(),
          totals.last(),
          MetricKeyListBody.number(totals.min()),
          MetricKeyListBody.number(totals.max()));
    }
  }
}
