package signalbox.application.dataset;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Locks in memory: all made of one folder exclude each other. */
public final class InMemoryUploadLocks implements UploadLocks {
  private final Map<UploadId, Semaphore> folder;
  private final Duration patience;

  public InMemoryUploadLocks(Map<UploadId, Semaphore> folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  @Override
  public Lock acquire(UploadId id) {
    Semaphore place = folder.computeIfAbsent(id, _ -> new Semaphore(1, true));
    boolean taken = false;
    try {
      taken = place.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!taken) {
      throw SignalboxException.of(ErrorCode.UPLOAD_BUSY);
    }
    return place::release;
  }
}
