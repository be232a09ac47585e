package signalbox.application.log;

import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;

/** Which numbers a page tells of: as many as hold the wanted number of lines that can be read. */
final class PageRanges {
  private PageRanges() {}

  /** The last number of a page that starts at {@code from}. */
  static long forward(LineRanges readable, long highest, long from, int lines) {
    long left = lines;
    for (LineRange range : readable.ranges()) {
      if (range.to() < from) {
        continue;
      }
      long start = Math.max(range.from(), from);
      long here = range.to() - start + 1;
      if (here >= left) {
        return start + left - 1;
      }
      left -= here;
    }
    return Math.max(highest, from - 1);
  }

  /** The first number of a page that ends at {@code to}. */
  static long backward(LineRanges readable, long to, int lines) {
    long left = lines;
    for (LineRange range : readable.ranges().reversed()) {
      if (range.from() > to) {
        continue;
      }
      long end = Math.min(range.to(), to);
      long here = end - range.from() + 1;
      if (here >= left) {
        return end - left + 1;
      }
      left -= here;
    }
    return 1;
  }

  /** The line with this number, else the next one, else the one before; null without lines. */
  static @Nullable Long nearest(LineRanges readable, long seq) {
    for (LineRange range : readable.ranges()) {
      if (range.to() >= seq) {
        return Math.max(range.from(), seq);
      }
    }
    return readable.isEmpty() ? null : readable.ranges().getLast().to();
  }
}
