package signalbox.application.log;

import signalbox.domain.log.LogId;
import signalbox.domain.run.RunId;

/** Whose log is asked for. */
public sealed interface LogTarget {
  /** The log of a run. */
  record OfRun(RunId run) implements LogTarget {}

  /** The log of a sender without a run. */
  record OfSource(LogId source) implements LogTarget {}
}
