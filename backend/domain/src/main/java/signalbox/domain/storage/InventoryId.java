package signalbox.domain.storage;

import java.util.UUID;

/** Identifies an inventory. */
public record InventoryId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
