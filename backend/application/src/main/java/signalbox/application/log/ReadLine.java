package signalbox.application.log;

import signalbox.domain.log.LogLine;

/**
 * A stored line as it is read.
 *
 * @param position in the order of storing, over all attempts
 * @param line its text may be only the beginning, and its bytes left out
 * @param bytes length of the whole text in bytes
 * @param truncated whether the text is only the beginning
 * @param binary whether the text's bytes are not UTF-8 or hold NUL
 */
public record ReadLine(
    int attempt, long position, LogLine line, int bytes, boolean truncated, boolean binary) {
  /** A text of more bytes is truncated where many lines are read. */
  public static final int MAX_BYTES = 8192;

  /** A line as it is read where many are: no bytes, and no more of the text than fits. */
  public static ReadLine head(int attempt, long position, LogLine line) {
    byte[] raw = line.raw();
    String text = line.text();
    int textBytes = utf8Length(text);
    boolean truncated = textBytes > MAX_BYTES;
    LogLine head =
        truncated || raw != null
            ? new LogLine(
                line.seq(),
                line.timeMicros(),
                line.level(),
                line.stream(),
                line.logger(),
                line.phase(),
                truncated ? beginning(text) : text,
                null,
                line.cut())
            : line;
    return new ReadLine(
        attempt, position, head, raw == null ? textBytes : raw.length, truncated, raw != null);
  }

  /** As many code points, as the store counts them. */
  private static String beginning(String text) {
    return text.codePointCount(0, text.length()) <= MAX_BYTES
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_BYTES));
  }

  private static int utf8Length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit >= 0x80) {
        // A surrogate is half of four bytes.
        bytes += unit < 0x800 || Character.isSurrogate(unit) ? 1 : 2;
      }
    }
    return bytes;
  }
}
