package signalbox.application.metric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import signalbox.application.event.MetricsReported;
import signalbox.domain.run.RunId;

/** Points in memory. */
public final class InMemoryMetricRepository implements MetricRepository {
  private final Map<RunId, NavigableMap<MetricCursor, MetricsReported.Point>> runs =
      new HashMap<>();

  @Override
  public synchronized long append(List<MetricsReported> reports) {
    long added = 0;
    for (MetricsReported report : reports) {
      NavigableMap<MetricCursor, MetricsReported.Point> points =
          runs.computeIfAbsent(report.runId(), run -> new TreeMap<>());
      for (int ordinal = 0; ordinal < report.points().size(); ordinal++) {
        MetricCursor place = new MetricCursor(report.attempt(), report.sequence(), ordinal);
        if (points.putIfAbsent(place, report.points().get(ordinal)) == null) {
          added++;
        }
      }
    }
    return added;
  }

  @Override
  public synchronized Map<RunId, Integer> newestAttempts(Collection<RunId> asked) {
    return asked.stream()
        .filter(runs::containsKey)
        .distinct()
        .collect(Collectors.toMap(run -> run, run -> last(run).attempt()));
  }

  @Override
  public synchronized List<MetricSeries> series(MetricQuery query) {
    Integer asked = query.attempt();
    int attempt = asked == null ? last(query.run()).attempt() : asked;
    Map<String, List<StoredPoint>> byKey =
        points(query.run()).entrySet().stream()
            .map(entry -> new StoredPoint(entry.getKey(), entry.getValue()))
            .filter(point -> point.cursor().attempt() == attempt)
            .filter(point -> query.keys().isEmpty() || query.keys().contains(point.point().key()))
            .filter(point -> inRange(query, point.point().step()))
            .collect(
                Collectors.groupingBy(
                    point -> point.point().key(), TreeMap::new, Collectors.toList()));
    return byKey.entrySet().stream()
        .map(entry -> series(entry.getKey(), attempt, entry.getValue(), query.width()))
        .toList();
  }

  private static boolean inRange(MetricQuery query, long step) {
    Long from = query.fromStep();
    Long to = query.toStep();
    return (from == null || step >= from) && (to == null || step <= to);
  }

  private static MetricSeries series(String key, int attempt, List<StoredPoint> points, int width) {
    List<StoredPoint> ordered =
        points.stream()
            .sorted(
                Comparator.comparingLong((StoredPoint point) -> point.point().step())
                    .thenComparing(StoredPoint::cursor))
            .toList();
    boolean bucketed = ordered.size() > width;
    double first = ordered.getFirst().point().step();
    double steps = ordered.getLast().point().step() - first + 1;
    TreeMap<Long, List<MetricsReported.Point>> buckets = new TreeMap<>();
    for (int i = 0; i < ordered.size(); i++) {
      MetricsReported.Point point = ordered.get(i).point();
      long bucket =
          bucketed
              ? (long) Math.min(width - 1, Math.floor((point.step() - first) * width / steps))
              : i;
      buckets.computeIfAbsent(bucket, number -> new ArrayList<>()).add(point);
    }
    return new MetricSeries(
        key,
        ordered.getLast().point().role(),
        attempt,
        ordered.size(),
        bucketed,
        buckets.values().stream().map(InMemoryMetricRepository::bucket).toList());
  }

  private static MetricSeries.Bucket bucket(List<MetricsReported.Point> points) {
    MetricsReported.Point last = points.getLast();
    double[] finite = values(points).filter(Double::isFinite).toArray();
    double[] counted = finite.length == 0 ? values(points).toArray() : finite;
    // Sorting puts NaN last, as the real store does.
    double[] sorted = DoubleStream.of(counted).sorted().toArray();
    return new MetricSeries.Bucket(
        last.step(),
        ChronoUnit.MICROS.between(Instant.EPOCH, last.time()) / 1e6,
        sorted[0],
        sorted[sorted.length - 1],
        last.value());
  }

  private static DoubleStream values(List<MetricsReported.Point> points) {
    return points.stream().mapToDouble(MetricsReported.Point::value);
  }

  @Override
  public synchronized List<StoredPoint> after(RunId run, MetricCursor cursor, int limit) {
    return points(run).tailMap(cursor, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new StoredPoint(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public synchronized MetricCursor last(RunId run) {
    NavigableMap<MetricCursor, MetricsReported.Point> points = points(run);
    return points.isEmpty() ? MetricCursor.START : points.lastKey();
  }

  @Override
  public synchronized long remove(RunId run) {
    NavigableMap<MetricCursor, MetricsReported.Point> gone = runs.remove(run);
    return gone == null ? 0 : gone.size();
  }

  private NavigableMap<MetricCursor, MetricsReported.Point> points(RunId run) {
    return runs.getOrDefault(run, new TreeMap<>());
  }
}
