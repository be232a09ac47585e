package signalbox.application.storage;

import java.time.Instant;
import java.util.List;

/** How much is stored, and how the chores are. */
public record StorageView(Instant measuredAt, List<StorageSizes.Size> sizes, List<Chore> chores) {
  public StorageView {
    sizes = List.copyOf(sizes);
    chores = List.copyOf(chores);
  }
}
