package signalbox.application.run;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import signalbox.domain.run.RunId;

/**
 * Deleted runs, which other stores still hold data of. Thread-safe; takes part in the current
 * transaction.
 */
public interface RunRemovals {
  /**
   * Those of the runs whose models are stored, from whose solution (or that of one of their trials)
   * a run starts that has not ended, or whose study has not ended: they are needed so long.
   */
  Set<RunId> inUse(Set<RunId> runs);

  /**
   * Deletes runs with all that is stored beside them, studies with their trials, and notes what
   * other stores must remove.
   */
  void delete(Set<RunId> runs, Instant now);

  /** What is to be removed from other stores, the oldest first. */
  List<Removal> due(int most);

  /** Everything is removed. */
  void done(RunId run);

  /**
   * A deleted run.
   *
   * @param objectKeys of its artifacts
   */
  record Removal(RunId run, List<String> objectKeys) {}
}
