package signalbox.application.shared;

import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;

/**
 * Which part of a list is asked for.
 *
 * @param limit from 1 to {@value #MAX_LIMIT}
 * @param cursor the {@link Page#nextCursor()} of the page before; null for the first
 */
public record PageRequest(int limit, @Nullable String cursor) {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 200;

  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw SignalboxException.invalid("limit", "must be from 1 to " + MAX_LIMIT);
    }
  }
}
