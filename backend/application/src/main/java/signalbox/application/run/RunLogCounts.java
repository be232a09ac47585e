package signalbox.application.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * The copy of what the store of logs says of runs, by which lists are sorted and filtered.
 * Thread-safe; takes part in the current transaction.
 */
public interface RunLogCounts {
  /** Of all backends one copies at a time: waits for the others, and they until the commit. */
  void lock();

  /** Replaces what was known of these runs; those that are gone are left out. */
  void keep(Map<RunId, RunLogs.Counts> counts);

  /**
   * Runs in the order of their ids.
   *
   * @param last the run before the first of them; null to begin
   */
  List<RunId> after(@Nullable RunId last, int limit);
}
