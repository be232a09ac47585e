package signalbox.application.metric;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * A place among the points of one run. The points of a run are stored in the order of attempt,
 * sequence and ordinal, so whoever has seen one has missed none before it.
 *
 * @param sequence number of the ML service's event within the attempt
 * @param ordinal place of the point within its event
 */
public record MetricCursor(int attempt, long sequence, int ordinal)
    implements Comparable<MetricCursor> {
  /** Before the first point. */
  public static final MetricCursor START = new MetricCursor(0, 0, 0);

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,9})\\.([0-9]{1,18})\\.([0-9]{1,9})");
  private static final Comparator<MetricCursor> ORDER =
      Comparator.comparingInt(MetricCursor::attempt)
          .thenComparingLong(MetricCursor::sequence)
          .thenComparingInt(MetricCursor::ordinal);

  /**
   * @throws SignalboxException {@code stream.bad_cursor}
   */
  public static MetricCursor parse(String text) {
    if (text.equals("0")) {
      return START;
    }
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", text);
    }
    return new MetricCursor(
        Integer.parseInt(parts.group(1)),
        Long.parseLong(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  @Override
  public int compareTo(MetricCursor other) {
    return ORDER.compare(this, other);
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return equals(START) ? "0" : attempt + "." + sequence + "." + ordinal;
  }
}
