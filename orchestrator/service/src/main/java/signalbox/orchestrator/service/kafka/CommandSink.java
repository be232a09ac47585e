package signalbox.orchestrator.service.kafka;

import java.util.Collection;
import java.util.Map;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Who takes the commands. Called by the consuming thread only, in the order of each partition. May
 * block for a short time when too much is under way.
 */
public interface CommandSink {
  /**
   * A command for a run.
   *
   * @param key of the record: the run's id, or its study's
   * @param trace W3C trace context
   */
  void command(
      CommandReader.Read.ForRun command, String key, int partition, long offset, String trace)
      throws InterruptedException;

  /** A command for a study; {@code trace} is its W3C trace context. */
  void command(CommandReader.Read.ForStudy command, int partition, long offset, String trace)
      throws InterruptedException;

  /** A command that somebody else has dealt with. */
  void passed(int partition, long offset) throws InterruptedException;

  /** The next offset to read of each partition: all before it is stored. */
  Map<Integer, Long> handled();

  /** The partition is this process's from now on, with these runs. */
  void assigned(int partition, Collection<StoredRun> stored);

  /** The partitions are another's; returns when nothing of them is under way any more. */
  void revoked(Collection<Integer> partitions) throws InterruptedException;
}
