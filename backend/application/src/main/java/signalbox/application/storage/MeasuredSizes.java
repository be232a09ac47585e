package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much there is in all stores. A measure goes over all rows, so it is good for a while: many
 * who ask cost one. Thread-safe.
 */
final class MeasuredSizes {
  /** How long a measure is good for. */
  static final Duration KEPT = Duration.ofSeconds(30);

  private final List<StorageSizes> stores;
  private final InstantSource clock;
  private final ReentrantLock measuring = new ReentrantLock();
  private @Nullable Measure last;

  record Measure(Instant at, List<StorageSizes.Size> sizes) {}

  MeasuredSizes(List<StorageSizes> stores, InstantSource clock) {
    this.stores = List.copyOf(stores);
    this.clock = clock;
  }

  Measure get() {
    measuring.lock();
    try {
      Instant now = clock.instant();
      Measure known = last;
      if (known != null && now.isBefore(known.at().plus(KEPT))) {
        return known;
      }
      Measure fresh =
          new Measure(now, stores.stream().flatMap(store -> store.sizes().stream()).toList());
      last = fresh;
      return fresh;
    } finally {
      measuring.unlock();
    }
  }
}
