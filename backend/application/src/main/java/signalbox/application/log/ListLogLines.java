package signalbox.application.log;

import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of a log. The answer is a {@link LogPage}.
 *
 * @param attempt null for the newest that has lines
 * @param limit most lines; with a filter, most matches
 * @param context with a filter: so many lines around each match
 */
public record ListLogLines(
    LogTarget target,
    @Nullable Integer attempt,
    LogPlace place,
    int limit,
    int context,
    LogFilter filter) {
  public static final int DEFAULT_LIMIT = 500;
  public static final int MAX_LIMIT = 2000;
  public static final int MAX_CONTEXT = 50;
}
