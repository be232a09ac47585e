package signalbox.application.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.UploadId;

/** What all locks of uploads do. */
@Timeout(60)
public abstract class UploadLocksContract {
  private final UploadId id = new UploadId(TestRuns.IDS.next());

  /** The locks of one backend; all of a test belong to one folder. */
  protected abstract UploadLocks open(Duration patience);

  @Test
  void letsOneInAtATime() {
    UploadLocks first = open(Duration.ofMillis(50));
    UploadLocks second = open(Duration.ofMillis(50));
    try (UploadLocks.Lock _ = first.acquire(id)) {
      assertThatThrownBy(() -> first.acquire(id)).hasMessage("upload.busy");
      assertThatThrownBy(() -> second.acquire(id)).hasMessage("upload.busy");
      try (UploadLocks.Lock other = second.acquire(new UploadId(TestRuns.IDS.next()))) {
        assertThat(other).isNotNull();
      }
    }
    try (UploadLocks.Lock again = second.acquire(id)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void waitsForWhoIsAboutToLeave() throws InterruptedException {
    UploadLocks first = open(Duration.ofSeconds(1));
    UploadLocks second = open(Duration.ofSeconds(30));
    AtomicBoolean released = new AtomicBoolean();
    AtomicBoolean waited = new AtomicBoolean();
    UploadLocks.Lock held = first.acquire(id);
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try (UploadLocks.Lock _ = second.acquire(id)) {
                waited.set(released.get());
              }
            });
    try {
      await().until(() -> other.getState() == Thread.State.TIMED_WAITING);
    } finally {
      released.set(true);
      held.close();
    }
    other.join();
    assertThat(waited).isTrue();
  }
}
