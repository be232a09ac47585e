package signalbox.presentation.rest.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.Chart;
import signalbox.application.metric.ChartQuery;
import signalbox.application.metric.SeriesTotals;
import signalbox.presentation.view.Words;

/** A chart as columns. */
record ChartBody(
    String x,
    @Nullable String xKey,
    @Nullable Double from,
    @Nullable Double to,
    int width,
    boolean bucketed,
    int runsShown,
    int runsTotal,
    long points,
    long buckets,
    int keysTotal,
    List<SeriesBody> series,
    List<GroupBody> groups,
    List<AbsenceBody> absent,
    Chart.@Nullable Clip clip) {

  static ChartBody of(Chart chart) {
    ChartQuery query = chart.query();
    String band = Words.of(query.statistics().band());
    return new ChartBody(
        Words.of(query.axis()),
        query.xKey(),
        chart.from(),
        chart.to(),
        chart.width(),
        chart.bucketed(),
        chart.runsShown(),
        query.runs().size(),
        chart.points(),
        chart.entries(),
        chart.keysTotal(),
        chart.series().stream().map(SeriesBody::of).toList(),
        chart.groups().stream().map(group -> GroupBody.of(group, band)).toList(),
        chart.absent().stream().map(AbsenceBody::of).toList(),
        chart.clip());
  }

  @SuppressWarnings("ArrayRecordComponent") // Columns, written once.
  record SeriesBody(
      String runId,
      String runName,
      String key,
      String role,
      int attempt,
      long points,
      long total,
      boolean bucketed,
      String xSource,
      double @Nullable [] x,
      long[] step,
      double[] time,
      double @Nullable [] min,
      double @Nullable [] max,
      double[] last,
      @Nullable Double @Nullable [] smoothed,
      OddBody nonFinite) {

    static SeriesBody of(Chart.Series series) {
      SeriesTotals totals = series.stored().totals();
      return new SeriesBody(
          totals.run().toString(),
          series.runName(),
          totals.key(),
          totals.role(),
          totals.attempt(),
          series.points(),
          totals.points(),
          series.bucketed(),
          Words.of(series.axis()),
          series.x(),
          series.step(),
          series.time(),
          series.min(),
          series.max(),
          series.last(),
          numbers(series.smoothed()),
          new OddBody(
              series.odd().nans(),
              series.odd().highs(),
              series.odd().lows(),
              series.odd().places()));
    }

    /** Where nothing can be smoothed there is no number. */
    private static @Nullable Double @Nullable [] numbers(double @Nullable [] values) {
      if (values == null) {
        return null;
      }
      @Nullable Double[] numbers = new Double[values.length];
      for (int i = 0; i < values.length; i++) {
        numbers[i] = Double.isFinite(values[i]) ? values[i] : null;
      }
      return numbers;
    }
  }

  record OddBody(long nan, long positive, long negative, List<Chart.Odd.Place> at) {}

  @SuppressWarnings("ArrayRecordComponent") // As above.
  record GroupBody(
      String name,
      String key,
      List<String> runs,
      long points,
      String band,
      double[] x,
      int[] n,
      double[] centre,
      double @Nullable [] low,
      double @Nullable [] high) {

    static GroupBody of(Chart.Group group, String band) {
      return new GroupBody(
          group.name(),
          group.key(),
          group.runs().stream().map(Object::toString).toList(),
          group.points(),
          band,
          group.x(),
          group.runsAt(),
          group.centre(),
          group.low(),
          group.high());
    }
  }

  record AbsenceBody(String runId, String reason, @Nullable String name, List<String> keys) {
    static AbsenceBody of(Chart.Absence absence) {
      return new AbsenceBody(
          absence.run().toString(), Words.of(absence.reason()), absence.name(), absence.keys());
    }
  }
}
