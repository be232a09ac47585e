package signalbox.application.storage;

import java.time.Instant;
import java.util.List;

/** What is known of chores, by all backends of one database. Thread-safe. */
public interface ChoreRepository {
  /**
   * Takes a chore whose time has come, unless another backend is at it.
   *
   * @param until another one may take it from then on
   * @return false when it is not ours now
   */
  boolean begin(ChoreName name, Instant now, Instant until);

  /** It ended well. Makes the chore known that was never begun by {@link #begin}. */
  void ended(ChoreName name, Instant startedAt, Instant now, Instant nextAt, long removed);

  /**
   * It failed; the same for one that was never begun.
   *
   * @param problem a code, never the text of somebody else
   */
  void failed(ChoreName name, Instant startedAt, Instant now, Instant nextAt, String problem);

  /** All that were ever done, in the order of {@link ChoreName}. */
  List<Chore> list();
}
