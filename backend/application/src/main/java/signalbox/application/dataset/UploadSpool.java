package signalbox.application.dataset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Keeps uploads on disk while they are checked. Thread-safe. */
public interface UploadSpool {
  /** The largest upload. */
  long MAX_BYTES = 5L * 1024 * 1024 * 1024;

  /**
   * Receives an upload. Nothing stays when it breaks off.
   *
   * @throws signalbox.domain.error.SignalboxException {@code request.too_large}, or what {@code
   *     source} throws
   */
  <T> Spooled<T> receive(Source<T> source);

  /** Writes an upload; what it answers is handed on. */
  @FunctionalInterface
  interface Source<T> {
    T writeTo(OutputStream target) throws IOException;
  }

  /**
   * A received file. Closing it removes it.
   *
   * @param sha256 lower-case hex
   */
  record Spooled<T>(Path file, long sizeBytes, String sha256, T answer, Runnable removal)
      implements AutoCloseable {
    @Override
    public void close() {
      removal.run();
    }
  }
}
