package signalbox.application.dataset;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * Lets one caller at a time write an upload's file. The file lies on this machine's disk, so one
 * process is all there is to agree with. Thread-safe.
 */
public final class UploadLocks {
  /** A connection that was cut is noticed after a moment; who comes back waits so long for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<UploadId, Held> held = new ConcurrentHashMap<>();
  private final Duration patience;

  public UploadLocks() {
    this(PATIENCE);
  }

  UploadLocks(Duration patience) {
    this.patience = patience;
  }

  private static final class Held {
    private final Semaphore place = new Semaphore(1, true);
    private int interested;
  }

  /** Free again when closed. */
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws SignalboxException {@code upload.busy} when somebody else keeps it
   */
  Lock acquire(UploadId id) {
    Held mine =
        held.compute(
            id,
            (_, known) -> {
              Held one = known == null ? new Held() : known;
              one.interested++;
              return one;
            });
    boolean taken = false;
    try {
      taken = mine.place.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      leave(id);
      throw SignalboxException.of(ErrorCode.UPLOAD_BUSY);
    }
    return () -> {
      mine.place.release();
      leave(id);
    };
  }

  private void leave(UploadId id) {
    held.computeIfPresent(id, (_, known) -> --known.interested == 0 ? null : known);
  }
}
