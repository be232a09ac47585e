package signalbox.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * The folder of the spool. In it all backends that share it have {@code uploads}; each has one of
 * its own for files while they are checked, which nobody else touches while it lives.
 */
final class SpoolFolders implements AutoCloseable {
  private static final String UPLOADS = "uploads";
  private static final String OWN = "backend-";
  private static final String LOCK = "lock";

  /** What a file is called while it is checked. */
  private static final String FILES = "upload-*";

  /** No check takes so long: what is older is nobody's. */
  private static final Duration LEFT = Duration.ofDays(1);

  private final Path uploads;
  private final Path own;
  private final FileChannel lock;

  private SpoolFolders(Path uploads, Path own, FileChannel lock) {
    this.uploads = uploads;
    this.own = own;
    this.lock = lock;
  }

  /**
   * Makes the folders, and removes what earlier processes left behind.
   *
   * @param name of this backend
   * @throws IllegalStateException when another process has the name
   */
  static SpoolFolders open(Path spool, String name) {
    try {
      Path uploads = Files.createDirectories(spool.resolve(UPLOADS));
      Path own = Files.createDirectories(spool.resolve(OWN + name));
      FileChannel lock = lock(own.resolve(LOCK), name);
      remove(own, Instant.MAX);
      // As earlier versions did it.
      remove(spool, Instant.MAX);
      try (DirectoryStream<Path> others = Files.newDirectoryStream(spool, OWN + "*")) {
        for (Path other : others) {
          remove(other, Instant.now().minus(LEFT));
        }
      }
      return new SpoolFolders(uploads, own, lock);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder for uploads cannot be used: " + spool, e);
    }
  }

  private static FileChannel lock(Path file, String name) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean mine = false;
    try {
      mine = channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // Another backend of this process has it.
    } finally {
      if (!mine) {
        channel.close();
      }
    }
    if (!mine) {
      throw new IllegalStateException(
          "Another backend is called "
              + name
              + " and has the same SIGNALBOX_SPOOL_DIR: each needs its own SIGNALBOX_BACKEND_NAME");
    }
    return channel;
  }

  private static void remove(Path folder, Instant before) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, FILES)) {
      for (Path file : left) {
        if (Files.isRegularFile(file) && isOlder(file, before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** False for one that is gone by now: another backend that lives has ended its check. */
  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /** Where uploads lie until they are datasets: the same for all backends. */
  Path uploads() {
    return uploads;
  }

  /** For files while they are checked. */
  Path own() {
    return own;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
