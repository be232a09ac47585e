package signalbox.application.log;

import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.run.RunId;

/**
 * Asks senders for lines again, and tells them to send everything to this backend from then on.
 * Leaves like every command: at least once. Thread-safe.
 */
@FunctionalInterface
public interface ResendCommands {
  /**
   * @param root the run by which the orchestrator finds the attempt's: of a trial, its study
   * @param instance the address of who executed the attempt
   * @param ranges may be empty: only to learn how many lines there are, or to tell what is stored
   * @param storedThrough every line up to and including this one is stored for good
   */
  void resend(
      LogAttemptId attempt, RunId root, String instance, LineRanges ranges, long storedThrough);
}
