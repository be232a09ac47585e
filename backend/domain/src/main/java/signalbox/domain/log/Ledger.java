package signalbox.domain.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ledger while lines are added to it, in ascending order of their numbers. Used by one thread.
 */
public final class Ledger {
  /**
   * More gaps than this are not kept track of: lines behind them are taken when they come again.
   */
  public static final int MAX_RANGES = 20_000;

  private final LineRanges missing;
  private final @Nullable LogTotals totals;
  private final int maxRanges;
  private final List<LineRange> gaps = new ArrayList<>();
  private final List<LineRange> filled = new ArrayList<>();
  private long highest;
  private long last;

  public Ledger(long highest, LineRanges missing, @Nullable LogTotals totals) {
    this(highest, missing, totals, MAX_RANGES);
  }

  Ledger(long highest, LineRanges missing, @Nullable LogTotals totals, int maxRanges) {
    this.highest = highest;
    this.missing = missing;
    this.totals = totals;
    this.maxRanges = maxRanges;
  }

  /** What becomes of a line. */
  public enum Taken {
    NEW,
    DUPLICATE,
    /** There would be too many gaps, or the sender has said that there is no such line. */
    REFUSED
  }

  /**
   * @param seq not smaller than the one before
   */
  public Taken take(long seq) {
    if (seq == last) {
      return Taken.DUPLICATE;
    }
    if (seq > highest) {
      boolean gap = seq > highest + 1;
      if ((totals != null && seq > totals.lines())
          || (gap && missing.ranges().size() + gaps.size() >= maxRanges)) {
        return Taken.REFUSED;
      }
      if (gap) {
        gaps.add(new LineRange(highest + 1, seq - 1));
      }
      highest = seq;
    } else if (missing.contains(seq)) {
      filled.add(new LineRange(seq, seq));
    } else {
      return Taken.DUPLICATE;
    }
    last = seq;
    return Taken.NEW;
  }

  public long highest() {
    return highest;
  }

  /** What is missing now. */
  public LineRanges missing() {
    LineRanges left = filled.isEmpty() ? missing : missing.minus(LineRanges.of(filled));
    return gaps.isEmpty() ? left : left.plus(LineRanges.of(gaps));
  }

  /** True when lines came that had been missing. */
  public boolean hasFilled() {
    return !filled.isEmpty();
  }
}
