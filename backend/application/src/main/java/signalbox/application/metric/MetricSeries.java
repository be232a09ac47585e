package signalbox.application.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The points of one key, or buckets of them.
 *
 * @param role of the last point
 * @param points how many points the asked range has
 * @param bucketed false when every bucket is one point
 * @param buckets in the order of steps
 */
public record MetricSeries(
    String key, String role, int attempt, long points, boolean bucketed, List<Bucket> buckets) {
  public MetricSeries {
    buckets = List.copyOf(buckets);
  }

  /** Up to {@code width} points as they are, more in equal ranges of steps. */
  public static MetricSeries of(StoredSeries series, Entries points, int width) {
    boolean bucketed = points.size() > width;
    double first = points.step()[0];
    double steps = points.step()[points.size() - 1] - first + 1;
    List<Bucket> buckets = new ArrayList<>();
    BucketValues values = new BucketValues();
    double current = -1;
    for (int i = 0; i < points.size(); i++) {
      double bucket =
          bucketed
              ? Math.min(width - 1, Math.floor((points.step()[i] - first) * width / steps))
              : i;
      if (bucket != current && i > 0) {
        buckets.add(bucket(points, i - 1, values));
        values.clear();
      }
      current = bucket;
      values.add(points.min()[i], points.max()[i]);
    }
    buckets.add(bucket(points, points.size() - 1, values));
    SeriesTotals totals = series.totals();
    return new MetricSeries(
        totals.key(), totals.role(), totals.attempt(), points.size(), bucketed, buckets);
  }

  private static Bucket bucket(Entries points, int last, BucketValues values) {
    return new Bucket(
        points.step()[last],
        points.micros()[last] / 1e6,
        values.min(),
        values.max(),
        points.last()[last]);
  }

  /**
   * One or more points next to each other.
   *
   * @param step of the last point
   * @param epochSeconds time of the last point
   * @param min smallest finite value; when there is none, the smallest of all, NaN being the
   *     largest
   * @param max largest finite value; when there is none, the largest of all, NaN being the largest
   * @param last value of the last point, as it is
   */
  public record Bucket(long step, double epochSeconds, double min, double max, double last) {}
}
