package signalbox.application.run;

import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;

/** Counts and logs what happens to reports of runs. Thread-safe; never throws. */
public interface RunObserver {
  void applied(RunStatus status);

  /** The end of a run is committed. */
  void ended(RunId run);

  void repeated(RunId run);

  void stale(RunId run, int attempt, int newest);

  void late(RunId run, RunStatus status);

  void illegal(RunId run, RunStatus from, RunStatus to);

  /** Statuses before one that was taken have not been seen. */
  void gap(RunId run, long before, long taken);

  /** Something was said of a run that is not there. */
  void unknown(RunId run);
}
