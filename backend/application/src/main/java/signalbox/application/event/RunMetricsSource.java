package signalbox.application.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.application.metric.MetricCursor;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.StoredPoint;
import signalbox.domain.run.RunId;

/** The metric points of one run, as columns. */
final class RunMetricsSource implements TopicSource {
  private final RunId run;
  private final MetricRepository metrics;

  RunMetricsSource(RunId run, MetricRepository metrics) {
    this.run = run;
    this.metrics = metrics;
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(metrics.last(run).toString(), new StreamState.Nothing());
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    List<StoredPoint> points = metrics.after(run, MetricCursor.parse(cursor), limit);
    if (points.isEmpty()) {
      return new Batch(List.of(), cursor);
    }
    Map<Series, List<MetricsReported.Point>> columns = new LinkedHashMap<>();
    for (StoredPoint stored : points) {
      columns
          .computeIfAbsent(
              new Series(stored.cursor().attempt(), stored.point().key()),
              series -> new ArrayList<>())
          .add(stored.point());
    }
    List<StreamItem> items = new ArrayList<>();
    columns.forEach((series, column) ->
        items.add(
            new StreamItem.MetricColumns(
                series.attempt(), series.key(), column.getLast().role(), column)));
    return new Batch(items, points.getLast().cursor().toString());
  }

  private record Series(int attempt, String key) {}
}
