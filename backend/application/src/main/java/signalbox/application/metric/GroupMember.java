package signalbox.application.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * The part of one run in a group.
 *
 * @param x of each value, ascending
 * @param values NaN where the run has none
 * @param buckets of each value; null when there is one for each point
 * @param points raw points in the range
 * @param smoothed then the last value of a range stands for it, else their mean
 */
@SuppressWarnings("ArrayRecordComponent") // Columns.
record GroupMember(
    StoredSeries stored,
    double[] x,
    double[] values,
    int @Nullable [] buckets,
    long points,
    boolean smoothed) {

  GroupMember(
      Line line,
      double[] x,
      double[] values,
      int @Nullable [] buckets,
      long points,
      boolean smoothed) {
    this(line.stored(), x, values, buckets, points, smoothed);
  }

  /** Of the finite values; NaN when there is none. */
  static double mean(double[] values, int from, int to) {
    double sum = 0;
    double first = Double.NaN;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        first = count == 0 ? values[i] : first;
        sum += values[i] - first;
        count++;
      }
    }
    return count == 0 ? Double.NaN : first + sum / count;
  }

  /** One line of all members: at every x when there are at most as many as the grid has ranges. */
  static Chart.Group merge(
      String name,
      String key,
      List<GroupMember> members,
      ChartGrid grid,
      GroupStatistics statistics) {
    double[] all =
        members.stream().allMatch(member -> member.buckets() == null)
            ? members.stream()
                .flatMapToDouble(member -> DoubleStream.of(member.x()))
                .sorted()
                .distinct()
                .toArray()
            : new double[0];
    boolean each = all.length > 0 && all.length <= grid.width();
    int places = each ? all.length : grid.width();
    double[][] matrix = new double[members.size()][];
    double[] largest = new double[places];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = members.get(i).spread(all, each, grid, places, largest);
    }
    double[] x = new double[places];
    int[] runsAt = new int[places];
    double[] centre = new double[places];
    double[] low = new double[places];
    double[] high = new double[places];
    int count = 0;
    double[] values = new double[matrix.length];
    for (int place = 0; place < places; place++) {
      int runs = 0;
      for (double[] row : matrix) {
        if (!Double.isNaN(row[place])) {
          values[runs++] = row[place];
        }
      }
      if (runs > 0) {
        double[] found = statistics.of(values, runs);
        x[count] = largest[place];
        runsAt[count] = runs;
        centre[count] = found[0];
        low[count] = found[1];
        high[count++] = found[2];
      }
    }
    boolean band = statistics.band() != GroupStatistics.Band.NONE;
    List<RunId> runs = members.stream().map(member -> member.stored().totals().run()).toList();
    return new Chart.Group(
        name,
        key,
        runs,
        members.stream().mapToLong(GroupMember::points).sum(),
        Arrays.copyOf(x, count),
        Arrays.copyOf(runsAt, count),
        Arrays.copyOf(centre, count),
        band ? Arrays.copyOf(low, count) : null,
        band ? Arrays.copyOf(high, count) : null);
  }

  /** One value for each place, NaN where there is none; notes the largest x of each place. */
  private double[] spread(
      double[] all, boolean each, ChartGrid grid, int places, double[] largest) {
    double[] row = new double[places];
    Arrays.fill(row, Double.NaN);
    int begin = 0;
    while (begin < x.length) {
      int place = place(begin, all, each, grid);
      int end = begin + 1;
      while (end < x.length && place(end, all, each, grid) == place) {
        end++;
      }
      row[place] = smoothed ? values[end - 1] : mean(values, begin, end);
      largest[place] = Math.max(largest[place], x[end - 1]);
      begin = end;
    }
    return row;
  }

  private int place(int index, double[] all, boolean each, ChartGrid grid) {
    if (each) {
      return Arrays.binarySearch(all, x[index]);
    }
    return buckets == null ? grid.bucket(x[index]) : buckets[index];
  }
}
