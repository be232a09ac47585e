package signalbox.application.storage;

import java.time.Instant;
import java.util.List;

/**
 * How much is stored, and how the chores are.
 *
 * @param measuredAt when the sizes were taken, which is a moment ago
 */
public record StorageView(Instant measuredAt, List<StorageSizes.Size> sizes, List<Chore> chores) {
  public StorageView {
    sizes = List.copyOf(sizes);
    chores = List.copyOf(chores);
  }
}
