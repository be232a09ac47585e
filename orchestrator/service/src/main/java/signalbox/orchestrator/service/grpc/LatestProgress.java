package signalbox.orchestrator.service.grpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.RunResponse;

/**
 * Holds progress back so that it is told at most every {@link #EVERY}, always the newest. Not
 * thread-safe.
 */
final class LatestProgress {
  static final Duration EVERY = Duration.ofMillis(200);

  private @Nullable HeldEvent held;
  private long toldAt = System.nanoTime() - EVERY.toNanos();

  /** Holds it instead of what was held before, which is answered: nobody needs it any more. */
  @Nullable HeldEvent hold(RunResponse response, StoredEvents.Entry entry) {
    HeldEvent superseded = held;
    held = new HeldEvent(response, entry);
    return superseded;
  }

  /** How long to wait before it is told; not positive when it may be told now. */
  Duration patience() {
    return Duration.ofNanos(toldAt + EVERY.toNanos() - System.nanoTime());
  }

  /** What is to be told now; null when there is nothing. */
  @Nullable HeldEvent take() {
    HeldEvent taken = held;
    if (taken != null) {
      held = null;
      toldAt = System.nanoTime();
    }
    return taken;
  }
}
