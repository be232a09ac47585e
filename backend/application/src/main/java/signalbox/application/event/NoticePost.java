package signalbox.application.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * What this backend tells the others: gathered, the same said once, and sent in batches by a thread
 * of its own, so that nobody waits who tells. While there is no other backend only signs of life
 * are sent. Bounded; what does not fit or cannot be sent is counted, and changes of topics become
 * one word that says «much». Thread-safe.
 */
public final class NoticePost implements AutoCloseable {
  /** Notices gather for so long after the last ones were sent. */
  static final Duration PAUSE = Duration.ofMillis(20);

  /** So many wait at most. */
  static final int MOST = 2_000;

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  private final NoticeBus bus;
  private final BooleanSupplier alone;
  private final Semaphore woken = new Semaphore(0);
  private final LongAdder sent = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Thread thread;
  private Set<Notice> gathered = new LinkedHashSet<>();
  private boolean much;
  private volatile boolean closing;

  /**
   * @param alone whether no other backend is known; must neither block nor throw
   */
  public NoticePost(NoticeBus bus, BooleanSupplier alone) {
    this.bus = bus;
    this.alone = alone;
    this.thread = Thread.ofPlatform().name("notices-out").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Never blocks. */
  public void tell(Notice notice) {
    boolean signOfLife = notice instanceof Notice.Alive;
    if (!signOfLife && alone.getAsBoolean()) {
      return;
    }
    synchronized (this) {
      if (gathered.size() < MOST || signOfLife) {
        gathered.add(notice);
      } else if (notice instanceof Notice.Changed) {
        much = true;
      } else if (!gathered.contains(notice)) {
        lost.increment();
      }
    }
    if (woken.availablePermits() == 0) {
      woken.release();
    }
  }

  /** Sends what has gathered, for a bounded time. */
  @Override
  public void close() {
    closing = true;
    woken.release();
    try {
      if (!thread.join(STOP_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many notices were sent. */
  public long sentNotices() {
    return sent.sum();
  }

  /** How many did not fit, or could not be sent. */
  public long lostNotices() {
    return lost.sum();
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        woken.acquire();
        woken.drainPermits();
        // Before the look: what is told before the closing is sent.
        last = closing;
        List<Notice> batch = take();
        boolean done = batch.isEmpty() || send(batch);
        if (!last) {
          Thread.sleep(done ? PAUSE : PAUSE_AFTER_FAILURE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Notice> take() {
    List<Notice> batch = new ArrayList<>(gathered);
    gathered = new LinkedHashSet<>();
    if (much) {
      batch.removeIf(Notice.Changed.class::isInstance);
      batch.add(new Notice.MuchChanged());
      much = false;
    }
    return batch;
  }

  private boolean send(List<Notice> batch) {
    try {
      bus.send(batch);
      sent.add(batch.size());
      return true;
    } catch (RuntimeException e) {
      lost.add(batch.size());
      synchronized (this) {
        much |=
            batch.stream()
                .anyMatch(notice ->
                    notice instanceof Notice.Changed || notice instanceof Notice.MuchChanged);
      }
      return false;
    }
  }
}
