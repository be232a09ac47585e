package signalbox.application.metric;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.domain.run.RunId;

/** Points in memory. */
public final class InMemoryMetricRepository implements MetricRepository {
  private final Map<RunId, NavigableMap<MetricCursor, MetricsReported.Point>> runs =
      new HashMap<>();

  @Override
  public synchronized Appended append(List<MetricsReported> reports) {
    long added = 0;
    List<SeriesTotals> totals = new ArrayList<>();
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
    Map<Map.Entry<RunId, Integer>, Set<String>> named = new HashMap<>();
    for (MetricsReported report : reports) {
      Set<String> keys =
          named.computeIfAbsent(
              Map.entry(report.runId(), report.attempt()), attempt -> new HashSet<>());
      report.points().forEach(point -> keys.add(point.key()));
    }
    named.forEach((attempt, keys) ->
        find(Collections.singletonMap(attempt.getKey(), attempt.getValue()), keys)
            .forEach(series -> totals.add(series.totals())));
    return new Appended(added, totals);
  }

  @Override
  public synchronized List<StoredSeries> find(
      Map<RunId, @Nullable Integer> attempts, Set<String> keys) {
    List<StoredSeries> found = new ArrayList<>();
    attempts.forEach((run, asked) -> {
      int attempt = asked == null ? last(run).attempt() : asked;
      long earliest =
          points(run).entrySet().stream()
              .filter(entry -> entry.getKey().attempt() == attempt)
              .mapToLong(entry -> micros(entry.getValue()))
              .min()
              .orElse(0);
      ordered(run, attempt)
          .forEach((key, points) -> {
            if (keys.isEmpty() || keys.contains(key)) {
              found.add(stored(run, attempt, key, points, earliest));
            }
          });
    });
    return found;
  }

  private static StoredSeries stored(
      RunId run, int attempt, String key, List<MetricsReported.Point> points, long earliest) {
    MetricsReported.Point last = points.getLast();
    double[] finite = values(points).filter(Double::isFinite).toArray();
    LongSummaryStatistics steps =
        points.stream().mapToLong(MetricsReported.Point::step).summaryStatistics();
    LongSummaryStatistics times =
        points.stream().mapToLong(InMemoryMetricRepository::micros).summaryStatistics();
    SeriesTotals totals =
        new SeriesTotals(
            run,
            attempt,
            key,
            last.role(),
            points.size(),
            finite.length,
            last.value(),
            last.step(),
            last.time().truncatedTo(ChronoUnit.MICROS),
            DoubleStream.of(finite).min().orElse(Double.NaN),
            DoubleStream.of(finite).max().orElse(Double.NaN),
            DoubleStream.of(finite).sum());
    return new StoredSeries(
        Objects.hash(run, attempt, key),
        totals,
        true,
        values(points).filter(Double::isNaN).count(),
        values(points).filter(value -> value == Double.POSITIVE_INFINITY).count(),
        values(points).filter(value -> value == Double.NEGATIVE_INFINITY).count(),
        steps.getMin(),
        steps.getMax(),
        times.getMin(),
        times.getMax(),
        earliest);
  }

  @Override
  public synchronized void read(
      List<StoredSeries> series, PointRange range, int coarseness, Sink sink) {
    for (StoredSeries each : series) {
      SeriesTotals totals = each.totals();
      List<MetricsReported.Point> points =
          ordered(totals.run(), totals.attempt()).getOrDefault(totals.key(), List.of()).stream()
              .filter(point -> range.contains(point.step(), micros(point)))
              .toList();
      sink.take(
          each,
          Entries.ofPoints(
              points.size(),
              points.stream().mapToLong(MetricsReported.Point::step).toArray(),
              points.stream().mapToLong(InMemoryMetricRepository::micros).toArray(),
              values(points).toArray()));
    }
  }

  /** The points of each key, in the order of steps. */
  private Map<String, List<MetricsReported.Point>> ordered(RunId run, int attempt) {
    Map<String, List<MetricsReported.Point>> byKey = new TreeMap<>();
    points(run)
        .forEach((place, point) -> {
          if (place.attempt() == attempt) {
            byKey.computeIfAbsent(point.key(), key -> new ArrayList<>()).add(point);
          }
        });
    byKey
        .values()
        .forEach(points -> points.sort(Comparator.comparingLong(MetricsReported.Point::step)));
    return byKey;
  }

  private static long micros(MetricsReported.Point point) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, point.time());
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
