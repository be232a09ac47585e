package signalbox.application.storage;

import signalbox.domain.storage.InventoryId;

/** Stops an inventory or its removal; what is removed is gone. The answer is its view. */
public record StopInventory(InventoryId inventory) {}
