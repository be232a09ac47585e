package signalbox.application.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Makes the columns of one line: its points when they are few, else ranges of the grid. */
final class LineColumns {
  private LineColumns() {}

  /**
   * @param from the first entry that is shown
   * @param to the first that is not
   */
  static Chart.Series of(
      Line line, int from, int to, String runName, ChartGrid grid, Smoothing smoothing) {
    Entries entries = line.entries();
    IntToDoubleFunction smooth =
        smoothing.off() ? null : smoothing.over(line.x(), entries.last(), line.size());
    boolean bucketed = to - from > grid.width();
    int[] ends = bucketed ? ends(line, from, to, grid) : each(from, to);
    boolean blocks = bucketed || !entries.raw();
    return new Chart.Series(
        line.stored(),
        runName,
        entries.pointsBetween(from, to),
        blocks,
        line.axis(),
        line.axis() == ChartAxis.STEP || line.axis() == ChartAxis.WALL
            ? null
            : StableOrder.pick(line.x(), ends),
        StableOrder.pick(entries.step(), ends),
        Arrays.stream(ends).mapToDouble(end -> entries.micros()[end] / 1e6).toArray(),
        blocks ? bounds(entries, from, ends, true) : null,
        blocks ? bounds(entries, from, ends, false) : null,
        StableOrder.pick(entries.last(), ends),
        smooth == null ? null : Arrays.stream(ends).mapToDouble(smooth).toArray(),
        odd(line, from, to));
  }

  private static int[] each(int from, int to) {
    int[] places = new int[to - from];
    for (int i = 0; i < places.length; i++) {
      places[i] = from + i;
    }
    return places;
  }

  /** The last entry of each range that has one. */
  static int[] ends(Line line, int from, int to, ChartGrid grid) {
    int[] ends = new int[grid.width()];
    int count = 0;
    int current = -1;
    for (int i = from; i < to; i++) {
      int bucket = grid.bucket(line.x()[i]);
      if (bucket != current) {
        count++;
        current = bucket;
      }
      ends[count - 1] = i;
    }
    return Arrays.copyOf(ends, count);
  }

  private static double[] bounds(Entries entries, int from, int[] ends, boolean smallest) {
    double[] bounds = new double[ends.length];
    BucketValues values = new BucketValues();
    int next = from;
    for (int bucket = 0; bucket < ends.length; bucket++) {
      values.clear();
      for (; next <= ends[bucket]; next++) {
        values.add(entries.min()[next], entries.max()[next]);
      }
      bounds[bucket] = smallest ? values.min() : values.max();
    }
    return bounds;
  }

  private static Chart.Odd odd(Line line, int from, int to) {
    Entries entries = line.entries();
    StoredSeries stored = line.stored();
    if (stored.nans() + stored.highs() + stored.lows() == 0) {
      return new Chart.Odd(0, 0, 0, List.of());
    }
    long nans = 0;
    long highs = 0;
    long lows = 0;
    List<Chart.Odd.Place> places = new ArrayList<>();
    for (int i = from; i < to; i++) {
      double value = entries.last()[i];
      if (Double.isFinite(value)) {
        continue;
      }
      nans += Double.isNaN(value) ? 1 : 0;
      highs += value == Double.POSITIVE_INFINITY ? 1 : 0;
      lows += value == Double.NEGATIVE_INFINITY ? 1 : 0;
      if (places.size() < Chart.Odd.MAX_PLACES) {
        places.add(
            new Chart.Odd.Place(entries.step()[i], entries.micros()[i] / 1e6, line.x()[i], value));
      }
    }
    return new Chart.Odd(nans, highs, lows, places);
  }

  /**
   * What a run contributes to a group: one value for each x when they are few, else one for each
   * range of the grid.
   */
  static GroupMember member(Line line, int from, int to, ChartGrid grid, Smoothing smoothing) {
    Entries entries = line.entries();
    @Nullable IntToDoubleFunction smooth =
        smoothing.off() ? null : smoothing.over(line.x(), entries.last(), line.size());
    if (to - from <= grid.width()) {
      return new GroupMember(
          line,
          Arrays.copyOfRange(line.x(), from, to),
          smooth == null
              ? Arrays.copyOfRange(entries.last(), from, to)
              : Arrays.stream(each(from, to)).mapToDouble(smooth).toArray(),
          null,
          to - from,
          smooth != null);
    }
    int[] ends = ends(line, from, to, grid);
    double[] values = new double[ends.length];
    int[] buckets = new int[ends.length];
    int next = from;
    for (int i = 0; i < ends.length; i++) {
      buckets[i] = grid.bucket(line.x()[ends[i]]);
      values[i] =
          smooth == null
              ? GroupMember.mean(entries.last(), next, ends[i] + 1)
              : smooth.applyAsDouble(ends[i]);
      next = ends[i] + 1;
    }
    return new GroupMember(
        line, StableOrder.pick(line.x(), ends), values, buckets, to - from, smooth != null);
  }
}
