package signalbox.application.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.FolderObjectStore;

class FolderObjectListingTest extends ObjectListingContract {
  @TempDir private Path objects;

  private @Nullable FolderObjectStore store;

  @Override
  protected Store open() {
    FolderObjectStore opened = new FolderObjectStore(objects);
    store = opened;
    return new Store(opened, opened);
  }

  @Override
  protected String begin(String key, byte[] part) {
    Objects.requireNonNull(store)
        .begin(new ObjectListing.UnfinishedUpload(key, "first", part.length, Instant.now()));
    return "first";
  }
}
