package signalbox.application.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * A place in the order in which a log was stored: after the line of this position, and after the
 * change of this revision.
 *
 * @param revision {@value #ANY_REVISION} when nothing but lines was seen
 */
public record LogPosition(long position, long revision) {
  /** Smaller than any other. */
  public static final long ANY_REVISION = -1;

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,18}))?");

  /**
   * @throws SignalboxException {@code stream.bad_cursor}
   */
  public static LogPosition parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", text);
    }
    return new LogPosition(
        Long.parseLong(parts.group(1)),
        parts.group(2) == null ? ANY_REVISION : Long.parseLong(parts.group(2)));
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return revision == ANY_REVISION ? Long.toString(position) : position + "." + revision;
  }
}
