package signalbox.infrastructure.timescale.shared;

import java.util.concurrent.atomic.LongAdder;

/** What the server has taken with COPY since the start, rolled back or not. Thread-safe. */
public final class CopyStatistics {
  private final LongAdder batches = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  void written(long count, long took) {
    batches.increment();
    rows.add(count);
    nanos.add(took);
  }

  public long batches() {
    return batches.sum();
  }

  /** Rows of all batches. */
  public long rows() {
    return rows.sum();
  }

  /** Time of all batches, each from its first byte to the server's answer, in nanoseconds. */
  public long nanos() {
    return nanos.sum();
  }
}
