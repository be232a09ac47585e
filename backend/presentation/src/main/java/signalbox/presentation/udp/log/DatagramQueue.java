package signalbox.presentation.udp.log;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.DropCause;
import signalbox.application.log.IntakeStatistics;

/** Datagrams between the socket and the decoder, at most so many bytes. Thread-safe. */
final class DatagramQueue {
  /** What a datagram takes beside its bytes. */
  private static final int OVERHEAD = 32;

  private final BlockingQueue<Datagrams> queue = new LinkedBlockingQueue<>();
  private final long mostBytes;
  private final IntakeStatistics statistics;

  DatagramQueue(long mostBytes, IntakeStatistics statistics) {
    this.mostBytes = mostBytes;
    this.statistics = statistics;
  }

  /** Never waits: what has no room is dropped and counted. */
  void put(Datagrams datagrams) {
    statistics.received(datagrams.count(), datagrams.bytes().length);
    if (statistics.queued(weight(datagrams)) > mostBytes) {
      statistics.queued(-weight(datagrams));
      statistics.dropped(DropCause.QUEUE_FULL, datagrams.count());
    } else {
      queue.add(datagrams);
    }
  }

  /** Null when nothing came in time. */
  @Nullable Datagrams take(long millis) throws InterruptedException {
    Datagrams datagrams = queue.poll(millis, TimeUnit.MILLISECONDS);
    if (datagrams != null) {
      statistics.queued(-weight(datagrams));
    }
    return datagrams;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  private static long weight(Datagrams datagrams) {
    return datagrams.bytes().length + (long) OVERHEAD * datagrams.count();
  }
}
