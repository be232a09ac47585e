package signalbox.application.event;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;

/** Stored dead letters. Thread-safe; takes part in the current transaction. */
public interface DeadLetterRepository {
  /**
   * Stores a letter, once for each place in the dead-letter topic and time of burial.
   *
   * @return false when it is there already
   */
  boolean insert(DeadLetter letter, int deadPartition, long deadOffset);

  Optional<DeadLetter> find(UUID id);

  /** Locks a letter until the transaction ends. */
  Optional<DeadLetter> lock(UUID id);

  /** Stores the state of a letter, and who changed it. */
  void update(DeadLetter letter);

  /**
   * Newest first.
   *
   * @param state null for all
   */
  Page<DeadLetter> list(DeadLetter.@Nullable State state, PageRequest page);

  /** How many nobody has looked after. */
  long open();
}
