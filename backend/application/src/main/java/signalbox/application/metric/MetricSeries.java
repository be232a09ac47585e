package signalbox.application.metric;

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
