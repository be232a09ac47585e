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
}
