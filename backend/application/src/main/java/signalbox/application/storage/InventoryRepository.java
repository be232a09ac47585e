package signalbox.application.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.ExpiringStore;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;

/**
 * Inventories with the orphans that they found. Thread-safe; takes part in the current transaction.
 * As an expiring store it forgets inventories by the time of their request; never one that goes on.
 */
public interface InventoryRepository extends ExpiringStore {
  /**
   * @return false, and nothing is stored, while another one goes on
   */
  boolean insert(Inventory inventory);

  Optional<Inventory> find(InventoryId id);

  /** Nobody else changes it until the transaction ends. */
  Optional<Inventory> lock(InventoryId id);

  /** Newest first. */
  Page<Inventory> list(PageRequest page);

  /**
   * Replaces one that is locked, because somebody wants it. Whoever works at it notices at its next
   * step.
   *
   * @throws signalbox.domain.error.SignalboxException {@code inventory.busy} when it is to go on
   *     while another one does
   */
  void update(Inventory inventory);

  /**
   * Takes the one that goes on, unless another worker has it; again and again by the same worker is
   * fine. Empty when there is none to be had.
   *
   * @param until another worker may have it from then on, unless a step is saved before
   */
  Optional<Inventory> claim(UUID worker, Instant now, Instant until);

  /**
   * Stores a step of the worker that has it.
   *
   * @return false, and nothing is stored, when another one has it, or when it was stopped
   */
  boolean save(Inventory inventory, UUID worker, Instant until);

  /** Adds orphans that were found. Their numbers are new. */
  void append(InventoryId id, List<Orphan> found);

  /** Orphans whose turn is to come, by their numbers. */
  List<Orphan> pending(InventoryId id, int most);

  /** Notes by number what was made of orphans. */
  void settle(InventoryId id, Map<Long, OrphanOutcome> outcomes);

  /**
   * By their numbers.
   *
   * @param kind null for all
   */
  Page<Orphan> orphans(InventoryId id, @Nullable InventoryKind kind, PageRequest page);
}
