package signalbox.presentation.websocket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the live stream has done since the start. Thread-safe. */
public final class StreamStatistics {
  final AtomicInteger openSockets = new AtomicInteger();
  final AtomicInteger openSubscriptions = new AtomicInteger();
  final LongAdder received = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder sharedReads = new LongAdder();
  final LongAdder storeReads = new LongAdder();
  final LongAdder slow = new LongAdder();
  final LongAdder refused = new LongAdder();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder deliveryTime = new LongAdder();
  private final Set<Lag> lags = ConcurrentHashMap.newKeySet();

  /** A viewer has come. */
  void follow(Lag lag) {
    lags.add(lag);
  }

  /** A viewer is gone. */
  void leave(Lag lag) {
    lags.remove(lag);
  }

  /** A batch was written that was waited for so long. */
  void delivered(long nanos) {
    deliveries.increment();
    deliveryTime.add(nanos);
  }

  /** Sockets that are open now. */
  public int sockets() {
    return openSockets.get();
  }

  /** Subscriptions of all open sockets. */
  public int subscriptions() {
    return openSubscriptions.get();
  }

  public long framesReceived() {
    return received.sum();
  }

  public long framesSent() {
    return sent.sum();
  }

  /** Batches that one viewer's read had already brought for another. */
  public long sharedBatches() {
    return sharedReads.sum();
  }

  /** Reads of a topic from the store. */
  public long reads() {
    return storeReads.sum();
  }

  /** Sockets closed because they took no frame in time. */
  public long slowClients() {
    return slow.sum();
  }

  /** Batches written to viewers. */
  public long deliveredBatches() {
    return deliveries.sum();
  }

  /**
   * How long all of them together were waited for, from the news of a change on, in nanoseconds.
   */
  public long deliveryNanos() {
    return deliveryTime.sum();
  }

  /** The longest that a viewer waits for its next batch now, in seconds. */
  public double lagSeconds() {
    long now = System.nanoTime();
    long longest = lags.stream().mapToLong(lag -> lag.waiting(now)).max().orElse(0);
    return (double) longest / TimeUnit.SECONDS.toNanos(1);
  }

  /** Upgrades refused. */
  public long refusedUpgrades() {
    return refused.sum();
  }
}
