package signalbox.orchestrator.service.grpc;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Says now and then that the attempt was heard of: at most every {@link #EVERY}, and never again
 * before that is stored.
 *
 * <p>Guarded by the lock of the session: the caller holds it, and what comes back later takes it.
 */
final class Contacts {
  static final Duration EVERY = Duration.ofSeconds(1);

  private final Object lock;
  private final Consumer<Runnable> teller;

  // Guarded by lock.
  private boolean queued;
  private long toldAt = System.nanoTime() - EVERY.toNanos();

  /**
   * @param lock the session's
   * @param teller tells of the contact, under the lock, and is given what to run once it is stored
   */
  Contacts(Object lock, Consumer<Runnable> teller) {
    this.lock = lock;
    this.teller = teller;
  }

  /** Something has come that is told in a moment, and tells of the contact by itself. */
  void told() {
    toldAt = System.nanoTime();
  }

  /** Something has come from the attempt. */
  void heard() {
    long now = System.nanoTime();
    if (queued || now - toldAt < EVERY.toNanos()) {
      return;
    }
    queued = true;
    toldAt = now;
    teller.accept(() -> {
      synchronized (lock) {
        queued = false;
      }
    });
  }
}
