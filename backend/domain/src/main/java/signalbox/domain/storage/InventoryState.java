package signalbox.domain.storage;

import java.util.Map;
import java.util.Set;

/** Where an inventory is in its life. The lower-case name is the public word. */
public enum InventoryState {
  /** It goes through the stores and changes nothing. */
  LOOKING,
  /** It is complete; what it found can be removed for a while. */
  FOUND,
  /** What it found is being removed. */
  REMOVING,
  /** What it found was removed. */
  REMOVED,
  /** Somebody stopped it. */
  STOPPED,
  /** It could not go on. */
  FAILED;

  private static final Map<InventoryState, Set<InventoryState>> NEXT =
      Map.of(
          LOOKING, Set.of(FOUND, STOPPED, FAILED),
          FOUND, Set.of(REMOVING),
          REMOVING, Set.of(REMOVED, STOPPED, FAILED));

  /** Somebody works at it; there is one such inventory at a time. */
  public boolean active() {
    return this == LOOKING || this == REMOVING;
  }

  public boolean mayBecome(InventoryState next) {
    return NEXT.getOrDefault(this, Set.of()).contains(next);
  }
}
