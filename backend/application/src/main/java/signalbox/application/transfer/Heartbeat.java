package signalbox.application.transfer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.transfer.ProjectImport;

/**
 * Says again and again, while an import is worked on, that it is and how far it has come; and
 * learns whether it still is to be. On a thread of its own, because a large object or the last
 * transaction takes its time.
 */
final class Heartbeat implements AutoCloseable {
  /** Who says nothing for so long is taken for dead. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final ImportRepository imports;
  private final ProjectImport item;
  private final BooleanSupplier stopping;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread beating;
  private volatile long done;
  private volatile boolean lost;

  /** The import is another's, or nobody's any more. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost() {
      super("The import is not to go on");
    }
  }

  /** This program ends; somebody else is to go on. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("The backend ends");
    }
  }

  /** Begins at once. */
  Heartbeat(
      ImportRepository imports, ProjectImport item, BooleanSupplier stopping, InstantSource clock) {
    this.imports = imports;
    this.item = item;
    this.stopping = stopping;
    this.clock = clock;
    beating = Thread.ofVirtual().name("import-" + item.id()).start(this::beat);
  }

  /**
   * So many bytes of the file were read in this state.
   *
   * @throws Lost when it is not to go on
   * @throws Stopped when the backend ends
   */
  void at(long bytes) {
    done = bytes;
    if (lost) {
      throw new Lost();
    }
    if (stopping.getAsBoolean()) {
      throw new Stopped();
    }
  }

  private void beat() {
    try {
      while (!ended.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          Instant until = clock.instant().plus(LEASE);
          if (!imports.keep(item.id(), item.attempt(), done, until)) {
            lost = true;
          }
        } catch (SignalboxException e) {
          // The store is away; there is time until the lease ends.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a beat that is on its way: later it would lengthen what was put off meanwhile. */
  @Override
  public void close() {
    ended.countDown();
    try {
      beating.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
