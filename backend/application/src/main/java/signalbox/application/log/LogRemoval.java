package signalbox.application.log;

import signalbox.domain.run.RunId;

/** Removes whole logs. Thread-safe. */
@FunctionalInterface
public interface LogRemoval {
  /**
   * Removes all lines of a run for good, with the knowledge that there were any. No effect when
   * there is nothing.
   *
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}
   */
  void remove(RunId run);
}
