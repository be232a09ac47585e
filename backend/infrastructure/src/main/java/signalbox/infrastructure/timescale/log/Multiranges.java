package signalbox.infrastructure.timescale.log;

import java.util.ArrayList;
import java.util.List;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;

/** Line ranges in the text form of PostgreSQL's {@code int8multirange}. */
final class Multiranges {
  private Multiranges() {}

  static String write(LineRanges ranges) {
    StringBuilder text = new StringBuilder(ranges.ranges().size() * 16 + 2).append('{');
    for (LineRange range : ranges.ranges()) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append('[').append(range.from()).append(',').append(range.to() + 1).append(')');
    }
    return text.append('}').toString();
  }

  /**
   * @param text as the server writes it: {@code {[1,3),[5,6)}}
   */
  static LineRanges read(String text) {
    if (text.length() <= 2) {
      return LineRanges.EMPTY;
    }
    List<LineRange> ranges = new ArrayList<>();
    int at = 1;
    while (at < text.length() - 1) {
      int comma = text.indexOf(',', at);
      int end = text.indexOf(')', comma);
      ranges.add(
          new LineRange(
              Long.parseLong(text, at + 1, comma, 10),
              Long.parseLong(text, comma + 1, end, 10) - 1));
      at = end + 2;
    }
    return LineRanges.of(ranges);
  }
}
