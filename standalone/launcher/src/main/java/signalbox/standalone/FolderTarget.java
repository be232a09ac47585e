package signalbox.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A backup as a folder of files. */
final class FolderTarget implements BackupTarget {
  private final Path target;
  private final Path partial;
  private boolean finished;

  FolderTarget(Path target, Path partial) throws IOException {
    this.target = target;
    this.partial = partial;
    Files.createDirectory(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public void folder(String path) throws IOException {
    Files.createDirectories(partial.resolve(path));
  }

  @Override
  public void file(String path, long bytes, InputStream content) throws IOException {
    var file = partial.resolve(path);
    Files.createDirectories(file.getParent());
    try (var channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      long written = content.transferTo(Channels.newOutputStream(channel));
      if (written != bytes) {
        throw new IOException(path + " had " + written + " bytes instead of " + bytes);
      }
      channel.force(true);
    }
  }

  @Override
  public void finish() throws IOException {
    BackupTarget.rename(partial, target);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      Folders.delete(partial);
    }
  }
}
