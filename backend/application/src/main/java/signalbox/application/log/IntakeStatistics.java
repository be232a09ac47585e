package signalbox.application.log;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of all datagrams since the start. Thread-safe. */
public final class IntakeStatistics {
  private final LongAdder datagrams = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final Map<DropCause, LongAdder> dropped = new EnumMap<>(DropCause.class);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean storeAway = new AtomicBoolean();
  private volatile LongSupplier kernelDrops = () -> 0;

  public IntakeStatistics() {
    for (DropCause cause : DropCause.values()) {
      dropped.put(cause, new LongAdder());
    }
  }

  /** Datagrams came in. */
  public void received(int count, long size) {
    datagrams.add(count);
    bytes.add(size);
  }

  public void dropped(DropCause cause, long count) {
    LongAdder counter = dropped.get(cause);
    if (counter != null) {
      counter.add(count);
    }
  }

  void stored(long lines) {
    stored.add(lines);
  }

  void askedAgain(long lines) {
    asked.add(lines);
  }

  void storeAway(boolean away) {
    storeAway.set(away);
  }

  /** Received bytes that wait to be looked at; who adds them also takes them away. */
  public long queued(long change) {
    return queuedBytes.addAndGet(change);
  }

  /** Where to ask how many datagrams the operating system has dropped before we saw them. */
  public void watchKernel(LongSupplier drops) {
    kernelDrops = drops;
  }

  public long droppedBy(DropCause cause) {
    LongAdder counter = dropped.get(cause);
    return counter == null ? 0 : counter.sum();
  }

  public Snapshot snapshot() {
    Map<DropCause, Long> causes = new EnumMap<>(DropCause.class);
    dropped.forEach((cause, count) -> causes.put(cause, count.sum()));
    return new Snapshot(
        datagrams.sum(),
        bytes.sum(),
        stored.sum(),
        asked.sum(),
        queuedBytes.get(),
        kernelDrops.getAsLong(),
        storeAway.get(),
        causes);
  }

  /**
   * The counts at one moment.
   *
   * @param storedLines lines that are new in the store
   * @param askedLines lines that senders were asked for again
   * @param queuedBytes received and not looked at yet
   * @param kernelDrops datagrams that the operating system dropped; 0 where it does not tell
   * @param storeAway the store does not answer now: lines wait
   */
  public record Snapshot(
      long datagrams,
      long bytes,
      long storedLines,
      long askedLines,
      long queuedBytes,
      long kernelDrops,
      boolean storeAway,
      Map<DropCause, Long> dropped) {
    public Snapshot {
      dropped = Collections.unmodifiableMap(new EnumMap<>(dropped));
    }
  }
}
