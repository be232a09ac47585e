package signalbox.application.metric;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * A regular expression that is found anywhere in a key, in any case. An expression that takes too
 * long is refused: a matcher of {@link Pattern} may need longer than the age of the universe. Used
 * by one thread.
 */
public final class KeyPattern {
  private static final int MAX_LENGTH = 200;

  /** For all keys of a question together. */
  private static final Duration LIMIT = Duration.ofMillis(500);

  private final String field;
  private final Pattern pattern;
  private long left = LIMIT.toNanos();

  /**
   * @param field who is at fault when it cannot be used
   * @throws SignalboxException {@code metric.bad_pattern}
   */
  public KeyPattern(String field, String text) {
    this.field = field;
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw bad("it must have 1 to " + MAX_LENGTH + " characters");
    }
    try {
      pattern = Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException e) {
      throw bad(e.getDescription() + " at character " + (e.getIndex() + 1)).causedBy(e);
    }
  }

  /**
   * @throws SignalboxException {@code metric.bad_pattern} when it takes too long
   */
  public boolean matches(String key) {
    long begin = System.nanoTime();
    try {
      return pattern.matcher(new Timed(key, begin + left)).find();
    } catch (StackOverflowError e) {
      throw bad("it is too deep").causedBy(e);
    } finally {
      left -= System.nanoTime() - begin;
    }
  }

  private SignalboxException bad(String reason) {
    return SignalboxException.of(ErrorCode.METRIC_BAD_PATTERN).safe("reason", reason).at(field);
  }

  /** A text that can be read until the time is up. */
  private final class Timed implements CharSequence {
    private final String text;
    private final long deadline;

    Timed(String text, long deadline) {
      this.text = text;
      this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
      if (System.nanoTime() - deadline > 0) {
        throw bad("it takes too long");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
