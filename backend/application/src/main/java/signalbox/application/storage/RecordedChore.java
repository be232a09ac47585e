package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;

/**
 * A chore with a record of when it was done, what it removed and whether it failed. Of several
 * backends one does it at a time, and not more often than one alone would; unless it is about a
 * backend's own disk, then each of them does it. Called by a timer; one thread.
 */
public final class RecordedChore implements Runnable {
  /** A backend that dies at it is waited for so long. All of them may be done twice. */
  static final Duration LEASE = Duration.ofMinutes(10);

  private final ChoreName name;
  private final Duration pause;
  private final boolean shared;
  private final LongSupplier work;
  private final ChoreRepository chores;
  private final InstantSource clock;
  private final LongAdder removed = new LongAdder();

  /** When the turn began that failed here; null when the chore has ended well since. */
  private volatile @Nullable Instant failedAt;

  /**
   * @param pause between two calls
   * @param shared one backend does it for all
   * @param work answers how much it removed; may be called again after it has thrown
   */
  public RecordedChore(
      ChoreName name,
      Duration pause,
      boolean shared,
      LongSupplier work,
      ChoreRepository chores,
      InstantSource clock) {
    this.name = name;
    this.pause = pause;
    this.shared = shared;
    this.work = work;
    this.chores = chores;
    this.clock = clock;
  }

  /** The work of something that counts what it has removed since its start. */
  public static LongSupplier counting(Runnable work, LongSupplier removedSoFar) {
    return () -> {
      long before = removedSoFar.getAsLong();
      work.run();
      return removedSoFar.getAsLong() - before;
    };
  }

  public ChoreName name() {
    return name;
  }

  @Override
  public void run() {
    Instant started = now();
    if (shared && !chores.begin(name, started, started.plus(LEASE))) {
      learn();
      return;
    }
    try {
      long count = work.getAsLong();
      removed.add(count);
      Instant ended = now();
      chores.ended(name, started, ended, ended.plus(pause), count);
      failedAt = null;
    } catch (RuntimeException e) {
      failedAt = started;
      note(started, e);
      throw e;
    }
  }

  /** Another backend may have done what could not be done here; that it tries says nothing. */
  private void learn() {
    Instant failed = failedAt;
    if (failed != null && endedWellAfter(failed)) {
      failedAt = null;
    }
  }

  private boolean endedWellAfter(Instant time) {
    for (Chore chore : chores.list()) {
      Instant ended = chore.endedAt();
      if (chore.name() == name && ended != null && ended.isAfter(time)) {
        return true;
      }
    }
    return false;
  }

  private void note(Instant started, RuntimeException failure) {
    String problem = failure instanceof SignalboxException known ? known.code().code() : "internal";
    try {
      Instant now = now();
      chores.failed(name, started, now, now.plus(pause), problem);
    } catch (SignalboxException e) {
      // The record is away, too; the timer logs the failure itself.
      failure.addSuppressed(e);
    }
  }

  /** As precise as it is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** True from a turn on that failed here until one has ended well, here or in another backend. */
  public boolean failing() {
    return failedAt != null;
  }

  /** How much this backend removed since its start. */
  public long removed() {
    return removed.sum();
  }
}
