package signalbox.standalone;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A backup as one file, which {@code tar -xf} makes the folder of. */
final class TarTarget implements BackupTarget {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int PRIVATE_FILE = 0100600;
  private static final int PRIVATE_FOLDER = 040700;

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private final TarArchiveOutputStream tar;
  private boolean finished;

  TarTarget(Path target, Path partial) throws IOException {
    this.target = target;
    this.partial = partial;
    this.channel =
        FileChannel.open(
            partial,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES),
            StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    // In the header itself, where a reader finds it that looks for the next member.
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  @Override
  public void folder(String path) throws IOException {
    var entry = new TarArchiveEntry(path.endsWith("/") ? path : path + "/");
    entry.setMode(PRIVATE_FOLDER);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  @Override
  public void file(String path, long bytes, InputStream content) throws IOException {
    var entry = new TarArchiveEntry(path);
    entry.setMode(PRIVATE_FILE);
    entry.setSize(bytes);
    tar.putArchiveEntry(entry);
    content.transferTo(tar);
    tar.closeArchiveEntry();
  }

  @Override
  public void finish() throws IOException {
    tar.close();
    try (var written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    BackupTarget.rename(partial, target);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    // Not the tar: it would want to end a member that is cut off, and fail.
    channel.close();
    if (!finished) {
      Files.deleteIfExists(partial);
    }
  }
}
