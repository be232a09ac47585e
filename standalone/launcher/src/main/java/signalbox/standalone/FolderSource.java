package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A backup that is a folder. */
final class FolderSource implements BackupSource {
  private final Path folder;

  FolderSource(Path folder) {
    this.folder = folder;
  }

  @Override
  public InputStream list(String name) throws IOException {
    return open(name);
  }

  @Override
  public InputStream next(BackupEntry file) throws IOException {
    return open(file.path());
  }

  @Override
  public void close() {}

  private InputStream open(String name) throws IOException {
    try {
      return Files.newInputStream(folder.resolve(name));
    } catch (NoSuchFileException e) {
      throw new DamagedBackup(name + " is missing", e);
    }
  }
}
