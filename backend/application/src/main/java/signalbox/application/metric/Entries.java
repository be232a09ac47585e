package signalbox.application.metric;

import org.jspecify.annotations.Nullable;

/**
 * Points of a series as columns of equal length, or blocks of neighbouring points, in the order of
 * steps; at equal steps in the order of storing. The arrays are shared: nobody may change them.
 *
 * @param size how many entries are in use; the arrays may be longer
 * @param step of the entry's last point
 * @param micros time of the entry's last point, in microseconds since 1970
 * @param min smallest value; of a single point its value, whatever it is
 * @param max largest value
 * @param last value of the last point
 * @param points how many points each entry holds; null when each is one point. Blocks of several
 *     hold finite values only
 */
@SuppressWarnings("ArrayRecordComponent") // A million points as objects are what this avoids.
public record Entries(
    int size,
    long[] step,
    long[] micros,
    double[] min,
    double[] max,
    double[] last,
    int @Nullable [] points) {

  public static final Entries NONE = ofPoints(0, new long[0], new long[0], new double[0]);

  /** One entry a point. */
  public static Entries ofPoints(int size, long[] step, long[] micros, double[] value) {
    return new Entries(size, step, micros, value, value, value, null);
  }

  /** True when each entry is one point. */
  public boolean raw() {
    return points == null;
  }

  /** How many points the entries from one to before another hold. */
  public long pointsBetween(int from, int to) {
    int[] counts = points;
    if (counts == null) {
      return (long) to - from;
    }
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += counts[i];
    }
    return sum;
  }
}
