package signalbox.application.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;

/** Asks for short lines of many runs. The answer is a {@code List<Sparkline>}. */
public record GetSparklines(List<Wanted> series, int points) {
  public static final int MAX_SERIES = 200;
  public static final int MIN_POINTS = 10;
  public static final int MAX_POINTS = 120;
  public static final int DEFAULT_POINTS = 60;

  public GetSparklines {
    series = List.copyOf(series);
    if (series.isEmpty() || series.size() > MAX_SERIES) {
      throw SignalboxException.invalid("series", "must be from 1 to " + MAX_SERIES);
    }
    if (points < MIN_POINTS || points > MAX_POINTS) {
      throw SignalboxException.invalid(
          "points", "must be from " + MIN_POINTS + " to " + MAX_POINTS);
    }
  }

  /**
   * A metric of a run.
   *
   * @param attempt null for the newest that has points
   */
  public record Wanted(RunId run, String key, @Nullable Integer attempt) {}
}
