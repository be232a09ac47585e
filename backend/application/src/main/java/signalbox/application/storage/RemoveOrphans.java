package signalbox.application.storage;

import signalbox.domain.storage.InventoryId;

/**
 * Removes what an inventory found. The answer is its view.
 *
 * @param inventory that somebody has looked at
 * @param orphans how many that person saw: the number on record, or nothing is removed
 * @param evenIfMost also when more objects are orphans than not
 */
public record RemoveOrphans(InventoryId inventory, long orphans, boolean evenIfMost) {}
