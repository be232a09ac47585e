package signalbox.application.artifact;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
  @TempDir private Path objects;

  @Override
  protected ObjectStore open() {
    return new FolderObjectStore(objects);
  }

  @Override
  protected int severalParts() {
    return 1_000_000;
  }
}
