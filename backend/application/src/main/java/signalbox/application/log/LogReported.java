package signalbox.application.log;

import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogTotals;

/** What the orchestrator says of the log of an attempt. */
public sealed interface LogReported {
  LogAttemptId attempt();

  /** It has ended. */
  record Totals(LogAttemptId attempt, LogTotals totals) implements LogReported {}

  /**
   * The answer to a request for lines.
   *
   * @param missing what the sender does not have any more
   * @param totals what it has in all, once the attempt writes no more; null before
   */
  record Resent(
      LogAttemptId attempt,
      Outcome outcome,
      long linesSent,
      LineRanges missing,
      @Nullable LogTotals totals)
      implements LogReported {}

  /** How a request for lines ended. */
  enum Outcome {
    SENT,
    /** The instance has nothing of this attempt. */
    GONE,
    /** The instance does not answer now. */
    UNREACHABLE
  }
}
