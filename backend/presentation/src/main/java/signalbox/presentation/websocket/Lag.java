package signalbox.presentation.websocket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Since when one viewer waits for news of a topic. Times are those of {@link System#nanoTime}. One
 * thread serves the viewer, any thread may tell of news and ask. Thread-safe.
 */
final class Lag {
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final AtomicLong since = new AtomicLong(NOT_WAITING);

  /** There may be something new. */
  void told(long now) {
    since.compareAndSet(NOT_WAITING, now);
  }

  /** The viewer has all there is. */
  void caughtUp() {
    since.set(NOT_WAITING);
  }

  /**
   * A batch was written to the viewer; what came after it was read is waited for from then on.
   *
   * @param readAt when the batch was asked for
   * @return how long it was waited for, in nanoseconds
   */
  long delivered(long readAt, long now) {
    long began = since.getAndSet(readAt);
    return now - (began == NOT_WAITING ? readAt : began);
  }

  /** How long the viewer has waited until now, in nanoseconds; 0 when it does not wait. */
  long waiting(long now) {
    long began = since.get();
    return began == NOT_WAITING ? 0 : Math.max(0, now - began);
  }
}
