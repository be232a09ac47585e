package signalbox.application.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/**
 * What a chart is to show.
 *
 * @param runs whose series, in the order of the answer
 * @param keys which metrics; empty when {@code pattern} says it
 * @param attempts of a run; the newest that has points when it is not named
 * @param xKey the metric on the x-axis, for {@link ChartAxis#METRIC} alone
 * @param from smallest x; null for no bound
 * @param to largest x; null for no bound
 * @param width most entries of a series
 * @param clip whether the share of outliers is asked for
 * @param groups runs that are drawn as one line with a band; empty for none
 * @param baseline a run that is drawn by itself although it is in a group; null for none
 */
public record ChartQuery(
    List<RunId> runs,
    Set<String> keys,
    @Nullable KeyPattern pattern,
    Map<RunId, Integer> attempts,
    ChartAxis axis,
    @Nullable String xKey,
    @Nullable Double from,
    @Nullable Double to,
    int width,
    Smoothing smoothing,
    boolean clip,
    List<Group> groups,
    GroupStatistics statistics,
    @Nullable RunId baseline) {
  public static final int MAX_RUNS = 200;
  public static final int MAX_KEYS = 100;
  public static final int MAX_GROUPS = 50;
  public static final int MIN_WIDTH = 10;
  public static final int MAX_WIDTH = 4000;
  public static final int DEFAULT_WIDTH = 1000;
  private static final int MAX_NAME = 200;

  public ChartQuery {
    runs = List.copyOf(runs);
    keys = Set.copyOf(keys);
    attempts = Map.copyOf(attempts);
    groups = List.copyOf(groups);
    checkRuns(runs);
    if (keys.isEmpty() == (pattern == null)) {
      throw SignalboxException.invalid("keys", "either keys or pattern must be given");
    }
    if (keys.size() > MAX_KEYS) {
      throw SignalboxException.invalid("keys", "at most " + MAX_KEYS);
    }
    if ((axis == ChartAxis.METRIC) != (xKey != null)) {
      throw SignalboxException.invalid("xKey", "is required for x = metric, and for nothing else");
    }
    checkRange(from, to);
    if (width < MIN_WIDTH || width > MAX_WIDTH) {
      throw SignalboxException.invalid("width", "must be from " + MIN_WIDTH + " to " + MAX_WIDTH);
    }
    checkGroups(runs, groups);
    if (baseline != null && !runs.contains(baseline)) {
      throw SignalboxException.invalid("baselineRunId", "must be one of runIds");
    }
  }

  /**
   * Runs that belong together.
   *
   * @param name as it is shown
   */
  public record Group(String name, Set<RunId> runs) {
    public Group {
      runs = Set.copyOf(runs);
    }
  }

  static void checkRuns(List<RunId> runs) {
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw SignalboxException.invalid("runIds", "must be from 1 to " + MAX_RUNS);
    }
    if (new HashSet<>(runs).size() < runs.size()) {
      throw SignalboxException.invalid("runIds", "must not repeat");
    }
  }

  private static void checkRange(@Nullable Double from, @Nullable Double to) {
    if (from != null && !Double.isFinite(from)) {
      throw SignalboxException.invalid("from", "must be a number");
    }
    if (to != null && !Double.isFinite(to)) {
      throw SignalboxException.invalid("to", "must be a number");
    }
    if (from != null && to != null && from > to) {
      throw SignalboxException.invalid("to", "must not be before from");
    }
  }

  private static void checkGroups(List<RunId> runs, List<Group> groups) {
    if (groups.size() > MAX_GROUPS) {
      throw SignalboxException.invalid("groups", "at most " + MAX_GROUPS);
    }
    Set<RunId> free = new HashSet<>(runs);
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (group.name().isEmpty() || group.name().length() > MAX_NAME) {
        throw SignalboxException.invalid(
            "groups[" + i + "].name", "must have 1 to " + MAX_NAME + " characters");
      }
      for (RunId run : group.runs()) {
        if (!free.remove(run)) {
          throw SignalboxException.invalid(
              "groups[" + i + "].runIds", "must be of runIds, each in one group");
        }
      }
    }
  }
}
