package signalbox.presentation.websocket;

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

  /** Upgrades refused. */
  public long refusedUpgrades() {
    return refused.sum();
  }
}
