package signalbox.application.transfer;

import java.util.ArrayList;
import java.util.List;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;

/** Ascending line numbers, kept as ranges. Used by one thread. */
final class LineNumbers {
  private final List<LineRange> closed = new ArrayList<>();
  private long from;
  private long to;
  private long count;

  /**
   * @param number larger than the one before
   */
  void add(long number) {
    if (count > 0 && number == to + 1) {
      to = number;
    } else {
      if (count > 0) {
        closed.add(new LineRange(from, to));
      }
      from = number;
      to = number;
    }
    count++;
  }

  long count() {
    return count;
  }

  /** The largest; 0 before the first. */
  long last() {
    return to;
  }

  LineRanges ranges() {
    List<LineRange> all = new ArrayList<>(closed);
    if (count > 0) {
      all.add(new LineRange(from, to));
    }
    return LineRanges.of(all);
  }
}
