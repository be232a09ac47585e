package signalbox.application.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogTotals;
import signalbox.domain.project.ProjectId;

/** What a ledger learns of the attempt of a run, beside its lines. */
public sealed interface LedgerEntry {
  LogAttemptId attempt();

  /**
   * The attempt begins, and so does its ledger.
   *
   * @param instance whom to ask for missing lines; null when not known
   */
  record Started(LogAttemptId attempt, ProjectId project, @Nullable String instance)
      implements LedgerEntry {}

  /**
   * How many lines there are in all: what is not stored of them becomes missing.
   *
   * @param project begins the ledger when there is none; null when the run is not known
   */
  record Totals(LogAttemptId attempt, @Nullable ProjectId project, LogTotals totals)
      implements LedgerEntry {}

  /**
   * The attempt writes no more: what is {@code OPEN} becomes {@code REPAIRING}. Nothing when there
   * is no such ledger or it has ended before.
   */
  record Ended(LogAttemptId attempt, Instant at) implements LedgerEntry {}

  /** The same for all attempts of the log before this one. */
  record EndedBefore(LogAttemptId attempt, Instant at) implements LedgerEntry {}
}
