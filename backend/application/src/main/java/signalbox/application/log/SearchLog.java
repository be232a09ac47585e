package signalbox.application.log;

import org.jspecify.annotations.Nullable;

/**
 * Asks how many lines of an attempt match, and which. The answer is {@link LogMatches}.
 *
 * @param attempt null for the newest that has lines
 * @param start the first number that is searched
 * @param after numbers larger than this are listed
 * @param limit most numbers that are listed
 */
public record SearchLog(
    LogTarget target,
    @Nullable Integer attempt,
    long start,
    long after,
    int limit,
    LogFilter filter) {
  public static final int DEFAULT_LIMIT = 1000;
  public static final int MAX_LIMIT = 10_000;
}
