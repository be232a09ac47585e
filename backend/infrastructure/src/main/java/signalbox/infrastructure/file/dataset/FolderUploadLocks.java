package signalbox.infrastructure.file.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.UploadLocks;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Locks of the operating system, in one file beside the uploads: each upload is a byte of it, far
 * behind its end, so that the file stays empty and nothing is left to be cleaned up. The lock is
 * where the bytes are, so whoever shares the folder shares the locks.
 */
public final class FolderUploadLocks implements UploadLocks, AutoCloseable {
  private static final String FILE = "locks";
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  /** Room for all, with one left to try whether locks work. */
  private static final long PLACES = 1L << 62;

  private final FileChannel channel;
  private final Duration patience;

  /**
   * @throws UncheckedIOException when the file system of the folder has no locks
   */
  public FolderUploadLocks(Path folder) {
    this(folder, PATIENCE);
  }

  FolderUploadLocks(Path folder, Duration patience) {
    this.patience = patience;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock tried = tryLock(PLACES);
      if (tried != null) {
        tried.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Files cannot be locked in " + folder, e);
    }
  }

  @Override
  public Lock acquire(UploadId id) {
    long place = id.value().getLeastSignificantBits() & (PLACES - 1);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        FileLock held = tryLock(place);
        if (held != null) {
          return () -> release(held);
        }
        if (System.nanoTime() - deadline >= 0) {
          throw SignalboxException.of(ErrorCode.UPLOAD_BUSY);
        }
        Thread.sleep(BETWEEN_TRIES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SignalboxException.of(ErrorCode.UPLOAD_BUSY).causedBy(e);
    }
  }

  /** Null when somebody has it: another process, or another thread of this one. */
  private @Nullable FileLock tryLock(long place) throws IOException {
    try {
      return channel.tryLock(place, 1, false);
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  private static void release(FileLock held) {
    try {
      held.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
