package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.storage.Inventory;

/**
 * An inventory as an administrator reads it.
 *
 * @param removerName null when nobody asked for the removal
 * @param grace what is younger is left out
 * @param validUntil until when what it found can be removed; null when it cannot
 * @param mostlyOrphans so many orphans among the objects that whoever removes them must insist
 */
public record InventoryView(
    Inventory inventory,
    String requesterName,
    @Nullable String removerName,
    Inventory.Progress progress,
    Duration grace,
    @Nullable Instant validUntil,
    boolean mostlyOrphans) {}
