package signalbox.application.storage;

import java.time.Duration;

/**
 * What inventories keep to.
 *
 * @param grace what is younger may be about to be named, and is no orphan
 * @param valid for so long after it is complete, what an inventory found can be removed
 * @param page so many things are looked at in one step
 * @param batch so many orphans are removed in one step
 * @param mostRecorded so many orphans an inventory puts on record; more are counted alone
 * @param suspicious from so many orphans among the objects on, they must not be more than the
 *     objects that rows name, unless who removes them insists
 * @param lease a worker that saves no step for so long has lost the inventory
 * @param burst a worker goes on for so long before it lets its thread look up
 * @param kept inventories are remembered for so long
 */
public record InventoryDefaults(
    Duration grace,
    Duration valid,
    int page,
    int batch,
    int mostRecorded,
    int suspicious,
    Duration lease,
    Duration burst,
    Duration kept) {
  public static final InventoryDefaults STANDARD =
      new InventoryDefaults(
          Duration.ofHours(24),
          Duration.ofHours(1),
          1000,
          100,
          100_000,
          100,
          Duration.ofMinutes(2),
          Duration.ofSeconds(2),
          Duration.ofDays(365));
}
