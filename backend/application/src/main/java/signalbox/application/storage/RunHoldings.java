package signalbox.application.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * What one store keeps of runs, apart from their rows. Thread-safe.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer.
 */
public interface RunHoldings {
  /**
   * Some of the runs that it keeps anything of, in an order of its own that never changes.
   *
   * @param after only those behind it; null from the first
   */
  List<RunId> runs(@Nullable RunId after, int most);

  /** What it keeps of these runs; those of which it keeps nothing are left out. */
  List<Holding> of(Collection<RunId> runs);

  /** Of about how many runs it keeps anything. */
  long count();

  /** Removes everything of a run for good. No effect when there is nothing. */
  void remove(RunId run);

  /**
   * @param entries lines, points or rows
   * @param bytes null where counting them would mean reading them
   * @param changedAt when something was last added
   */
  record Holding(RunId run, long entries, @Nullable Long bytes, Instant changedAt) {}
}
