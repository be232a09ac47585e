package signalbox.application.log;

import signalbox.domain.error.SignalboxException;

/**
 * What a line's text must hold.
 *
 * @param text a text, or a regular expression of the store; {@code log.bad_pattern} when it is used
 *     and cannot be understood
 */
public record LogPattern(String text, boolean regex, boolean caseSensitive) {
  private static final int MAX_LENGTH = 1000;

  public LogPattern {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw SignalboxException.invalid("q", "must have 1 to " + MAX_LENGTH + " characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw SignalboxException.invalid("q", "must not hold NUL: it is stored as U+FFFD");
    }
  }
}
