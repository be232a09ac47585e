package signalbox.application.storage;

import org.jspecify.annotations.Nullable;
import signalbox.application.shared.PageRequest;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;

/**
 * Asks for the orphans that an inventory has on record.
 *
 * @param kind null for all
 */
public record ListOrphans(InventoryId inventory, @Nullable InventoryKind kind, PageRequest page) {}
