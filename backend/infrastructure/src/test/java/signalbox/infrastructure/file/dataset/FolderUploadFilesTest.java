package signalbox.infrastructure.file.dataset;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.UploadFiles;
import signalbox.application.dataset.UploadFilesContract;

class FolderUploadFilesTest extends UploadFilesContract {
  @TempDir private Path folder;

  @Override
  protected UploadFiles open() {
    return new FolderUploadFiles(folder.resolve("uploads"));
  }
}
