package signalbox.infrastructure.file.dataset;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.artifact.FolderObjectStore;
import signalbox.application.dataset.RowPages;
import signalbox.application.dataset.RowPagesContract;

class ObjectRowPagesTest extends RowPagesContract {
  @TempDir private Path store;
  @TempDir private Path folder;

  @Override
  protected RowPages open() {
    return new ObjectRowPages(new FolderObjectStore(store), folder);
  }
}
