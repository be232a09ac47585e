package signalbox.application.run;

import java.util.List;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunStatus;

/**
 * Is told which statuses runs have reached, inside the transaction that records them: what it
 * stores is there when they are, and once. It must lock no run.
 */
@FunctionalInterface
public interface RunWatcher {
  /** Watches nothing. */
  RunWatcher NONE = reached -> {};

  /** The new statuses of one batch, those of one run in their order. */
  void reached(List<Reached> reached);

  /**
   * A run came to a status.
   *
   * @param run as it was then
   */
  record Reached(Run run, RunStatus status) {}
}
