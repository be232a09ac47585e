package signalbox.application.event;

import java.util.regex.Pattern;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Cursors that are a revision number. */
final class RevisionCursor {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private RevisionCursor() {}

  static String format(long revision) {
    return Long.toString(revision);
  }

  /**
   * @param newest the newest revision there is
   * @throws SignalboxException {@code stream.bad_cursor} for a text that is no number, or one that
   *     was never reached
   */
  static long parse(String cursor, long newest) {
    if (!NUMBER.matcher(cursor).matches() || Long.parseLong(cursor) > newest) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", cursor);
    }
    return Long.parseLong(cursor);
  }
}
