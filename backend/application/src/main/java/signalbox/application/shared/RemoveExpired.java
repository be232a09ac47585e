package signalbox.application.shared;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/** Removes what has been kept long enough, in batches that hold no lock for long. */
public final class RemoveExpired implements Runnable {
  private static final int BATCH = 1000;

  private final ExpiringStore store;
  private final Duration kept;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  public RemoveExpired(ExpiringStore store, Duration kept, InstantSource clock) {
    this.store = store;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public void run() {
    int batch;
    do {
      batch = store.removeBefore(clock.instant().minus(kept), BATCH);
      removed.add(batch);
    } while (batch == BATCH);
  }

  /** How many rows were removed since the start. */
  public long removedRows() {
    return removed.sum();
  }
}
