package signalbox.application.shared;

import java.time.Instant;

/** Rows that are kept for a while only. Thread-safe. */
@FunctionalInterface
public interface ExpiringStore {
  /**
   * Removes rows made before {@code limit}.
   *
   * @param most how many at once
   * @return how many were removed
   */
  int removeBefore(Instant limit, int most);
}
