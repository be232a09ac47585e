package signalbox.application.dataset;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import signalbox.domain.dataset.UploadId;

class InMemoryUploadLocksTest extends UploadLocksContract {
  private final Map<UploadId, Semaphore> folder = new ConcurrentHashMap<>();

  @Override
  protected UploadLocks open(Duration patience) {
    return new InMemoryUploadLocks(folder, patience);
  }
}
