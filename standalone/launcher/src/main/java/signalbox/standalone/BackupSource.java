package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A backup as it lies there, in the form that {@link BackupTarget} gave it. Not thread-safe. */
sealed interface BackupSource extends AutoCloseable permits FolderSource, TarSource {
  /** The folder or the tar file {@code from}. */
  static BackupSource at(Path from) throws IOException {
    var source = from.toAbsolutePath().normalize();
    if (Files.isDirectory(source)) {
      return new FolderSource(source);
    }
    if (Files.isRegularFile(source)) {
      return new TarSource(source);
    }
    throw new Refusal("There is no backup " + source);
  }

  /** The manifest or an index, as often as it is asked for. */
  InputStream list(String name) throws IOException;

  /**
   * The content of {@code file}. Files are asked for in the order in which they were added, each
   * one once, and read before the next.
   */
  InputStream next(BackupEntry file) throws IOException;

  @Override
  void close() throws IOException;
}
