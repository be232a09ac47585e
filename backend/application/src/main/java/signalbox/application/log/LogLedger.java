package signalbox.application.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttempt;

/**
 * What is there of an attempt's log.
 *
 * @param removed of what was stored: what retention has removed
 */
public record LogLedger(LogAttempt attempt, LineRanges removed) {
  /** Numbers whose line can be read. */
  public LineRanges readable() {
    return attempt.highest() == 0
        ? LineRanges.EMPTY
        : LineRanges.of(1, attempt.highest()).minus(attempt.missing()).minus(removed);
  }

  /** Every number from 1 to the highest that cannot be read, in order. */
  public List<LogGap> gaps() {
    LineRanges lost =
        attempt.seal().closed() ? attempt.missing() : attempt.missing().intersect(attempt.gone());
    List<LogGap> gaps = new ArrayList<>();
    add(gaps, attempt.missing().minus(lost), LogGap.Kind.PENDING);
    add(gaps, lost, LogGap.Kind.MISSING);
    add(gaps, removed, LogGap.Kind.REMOVED);
    gaps.sort(Comparator.comparingLong(gap -> gap.lines().from()));
    return gaps;
  }

  private static void add(List<LogGap> gaps, LineRanges lines, LogGap.Kind kind) {
    lines.ranges().forEach(range -> gaps.add(new LogGap(range, kind)));
  }
}
