package signalbox.application.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Whether statuses of the orchestrator are taken: a watchdog over the consumer. */
public final class StatusesProbe implements HealthProbe {
  /** A consumer that has not asked for statuses for so long hangs. */
  public static final Duration STUCK = Duration.ofSeconds(30);

  /** So many statuses behind is worth a word. */
  public static final long FAR_BEHIND = 20_000;

  private final Supplier<Optional<String>> problem;
  private final Supplier<Instant> lastPoll;
  private final LongSupplier lag;
  private final InstantSource clock;

  /**
   * @param problem why nothing is taken now; empty when all is well
   * @param lastPoll when the consumer last asked for statuses
   * @param lag how many statuses wait in its partitions
   */
  public StatusesProbe(
      Supplier<Optional<String>> problem,
      Supplier<Instant> lastPoll,
      LongSupplier lag,
      InstantSource clock) {
    this.problem = problem;
    this.lastPoll = lastPoll;
    this.lag = lag;
    this.clock = clock;
  }

  @Override
  public String part() {
    return "statuses";
  }

  @Override
  public PartHealth look() {
    Optional<String> known = problem.get();
    if (known.isPresent()) {
      return new PartHealth(part(), PartHealth.State.DEGRADED, known.get() + ".");
    }
    Duration silent = Duration.between(lastPoll.get(), clock.instant());
    if (silent.compareTo(STUCK) > 0) {
      return new PartHealth(
          part(),
          PartHealth.State.DEGRADED,
          "The reader of statuses has not moved for "
              + silent.toSeconds()
              + " s; what the pages show is that old.");
    }
    long behind = lag.getAsLong();
    if (behind > FAR_BEHIND) {
      return new PartHealth(
          part(), PartHealth.State.DEGRADED, behind + " statuses wait to be stored.");
    }
    return new PartHealth(part(), PartHealth.State.UP, null);
  }
}
