package signalbox.application.storage;

import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.Orphan;

/** Hears what inventories do, for the log and for metrics. Must neither block nor throw. */
public interface InventoryObserver {
  /** Somebody asked for the removal. */
  void removalAsked(Inventory inventory);

  /** An orphan is gone for good. */
  void removed(Orphan orphan);

  /** It has come to an end, whichever. */
  void ended(Inventory inventory);
}
