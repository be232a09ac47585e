package signalbox.application.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * The answer to a {@link ChartQuery}. Many who ask may share one, and with it its arrays: nobody
 * may change them.
 *
 * @param from smallest x that is shown; null when nothing is
 * @param width most entries of a series, at most what was asked
 * @param points raw points in the range, of all series
 * @param keysTotal how many metrics were asked for or match
 * @param series those drawn by themselves, by run and key
 * @param clip null when it was not asked, or there is no finite value
 */
public record Chart(
    ChartQuery query,
    @Nullable Double from,
    @Nullable Double to,
    int width,
    boolean bucketed,
    int runsShown,
    long points,
    int keysTotal,
    List<Series> series,
    List<Group> groups,
    List<Absence> absent,
    @Nullable Clip clip) {
  public Chart {
    series = List.copyOf(series);
    groups = List.copyOf(groups);
    absent = List.copyOf(absent);
  }

  /** How many entries all lines have together. */
  public long entries() {
    return series.stream().mapToLong(each -> each.step().length).sum()
        + groups.stream().mapToLong(each -> each.x().length).sum();
  }

  /**
   * The line of one run: columns of equal length in the order of x.
   *
   * @param points raw points in the range
   * @param bucketed false when every entry is one point; min and max are null then
   * @param axis what x really is: a run without a metric {@code epoch} falls back to its steps
   * @param x null when x is the step or the time
   * @param time epoch seconds
   * @param smoothed null when nothing is smoothed; NaN where there is nothing to smooth
   */
  @SuppressWarnings("ArrayRecordComponent") // Columns, written once and shown once.
  public record Series(
      StoredSeries stored,
      String runName,
      long points,
      boolean bucketed,
      ChartAxis axis,
      double @Nullable [] x,
      long[] step,
      double[] time,
      double @Nullable [] min,
      double @Nullable [] max,
      double[] last,
      double @Nullable [] smoothed,
      Odd odd) {}

  /**
   * Values that cannot be drawn.
   *
   * @param places the first of them
   */
  public record Odd(long nans, long highs, long lows, List<Place> places) {
    public static final int MAX_PLACES = 100;

    public Odd {
      places = List.copyOf(places);
    }

    /** Where one is. */
    public record Place(long step, double time, double x, double value) {}
  }

  /**
   * The line and the band of a group.
   *
   * @param runs those that have points
   * @param x the largest of each range; or every x, when there are few
   * @param runsAt how many runs have a value there
   * @param low null without a band
   */
  @SuppressWarnings("ArrayRecordComponent") // As above.
  public record Group(
      String name,
      String key,
      List<RunId> runs,
      long points,
      double[] x,
      int[] runsAt,
      double[] centre,
      double @Nullable [] low,
      double @Nullable [] high) {
    public Group {
      runs = List.copyOf(runs);
    }
  }

  /**
   * A run that has nothing to show, or not everything that was asked.
   *
   * @param name null when it cannot be seen
   * @param keys which metrics it lacks
   */
  public record Absence(RunId run, Reason reason, @Nullable String name, List<String> keys) {
    public Absence {
      keys = List.copyOf(keys);
    }

    /** The lower-case name is the public word. */
    public enum Reason {
      /** It is not there, or not the caller's to see. */
      NOT_FOUND,
      NOT_LOGGED,
      /** Its points were removed after the project's retention time. */
      EXPIRED
    }
  }

  /**
   * Between which values 98 % of the finite points are.
   *
   * @param below how many are smaller than {@code low}
   */
  public record Clip(double low, double high, long below, long above) {}
}
