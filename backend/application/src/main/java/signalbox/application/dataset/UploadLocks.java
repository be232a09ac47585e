package signalbox.application.dataset;

import java.time.Duration;
import signalbox.domain.dataset.UploadId;

/**
 * Lets one caller at a time write an upload's file, over all backends that share the folder of
 * uploads. Who dies leaves nothing locked. Thread-safe.
 */
public interface UploadLocks {
  /** A connection that was cut is noticed after a moment; who comes back waits so long for it. */
  Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Waits for who has it, for a bounded time.
   *
   * @throws signalbox.domain.error.SignalboxException {@code upload.busy} when somebody else keeps
   *     it
   */
  Lock acquire(UploadId id);

  /** Free again when closed. */
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }
}
