package signalbox.application.storage;

import java.util.Collection;
import java.util.Set;
import signalbox.domain.run.RunId;

/** Which runs there are. Thread-safe. */
public interface RunPresence {
  /**
   * Those that have a row, or are on their way: being imported, or deleted and about to be removed
   * from the other stores.
   */
  Set<RunId> known(Collection<RunId> runs);

  /** Those that have not ended: what they store may be named in a moment. */
  Set<RunId> alive(Collection<RunId> runs);
}
