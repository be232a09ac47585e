package signalbox.application.storage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
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
  private volatile boolean failing;

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
      failing = false;
      return;
    }
    try {
      long count = work.getAsLong();
      removed.add(count);
      Instant ended = now();
      chores.ended(name, started, ended, ended.plus(pause), count);
      failing = false;
    } catch (RuntimeException e) {
      failing = true;
      note(started, e);
      throw e;
    }
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

  /** True when this backend did it last and could not. */
  public boolean failing() {
    return failing;
  }

  /** How much this backend removed since its start. */
  public long removed() {
    return removed.sum();
  }
}
