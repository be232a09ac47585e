package signalbox.presentation.timer;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one piece of work again and again, on a virtual thread of its own: never twice at once, and
 * again after a failure. A run of failures is logged once.
 */
public final class PeriodicTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTimer.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final Duration pause;
  private final Runnable work;
  private final Semaphore woken = new Semaphore(0);
  private volatile boolean stopped;
  private @Nullable Thread thread;

  /**
   * @param pause between the end of one call and the next; also before the first
   */
  public PeriodicTimer(String name, Duration pause, Runnable work) {
    this.name = name;
    this.pause = pause;
    this.work = work;
  }

  public String name() {
    return name;
  }

  public void start() {
    thread = Thread.ofVirtual().name("timer-" + name).start(this::run);
  }

  private void run() {
    boolean failing = false;
    try {
      while (pausedAndGoesOn()) {
        try {
          work.run();
          failing = false;
        } catch (RuntimeException e) {
          if (!failing) {
            LOG.warn("The timer {} failed; it goes on", name, e);
          }
          failing = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean pausedAndGoesOn() throws InterruptedException {
    if (woken.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
      woken.drainPermits();
    }
    return !stopped;
  }

  /** Ends the current pause; during a call, the next one. Never blocks. */
  public void wake() {
    woken.release();
  }

  /** Waits, for a bounded time, for a call that is going on. */
  @Override
  public void close() {
    stopped = true;
    woken.release();
    Thread running = thread;
    if (running != null) {
      try {
        if (!running.join(STOP_TIMEOUT)) {
          running.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
