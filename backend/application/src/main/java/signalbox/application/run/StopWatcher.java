package signalbox.application.run;

import java.time.Instant;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;

/**
 * Is told that somebody asked for the end of a run, inside the transaction that records it: what it
 * stores is there when the request is. It must lock no run.
 */
@FunctionalInterface
public interface StopWatcher {
  /** Watches nothing. */
  StopWatcher NONE = (run, mode, by, now) -> {};

  /**
   * A stop was asked for, or a graceful one was made a kill.
   *
   * @param run as it is now
   */
  void stopRequested(Run run, CancelMode mode, UserId by, Instant now);
}
