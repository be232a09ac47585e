package signalbox.application.storage;

import signalbox.domain.storage.InventoryId;

/** Asks how far an inventory is and what it found. The answer is its view. */
public record GetInventory(InventoryId inventory) {}
