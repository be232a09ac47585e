package signalbox.application.service;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import signalbox.application.event.OutboxStore;

/** Whether commands leave the outbox: they wait for a moment only. */
public final class OutboxProbe implements HealthProbe {
  /** A command that has waited for so long is not on its way any more. */
  public static final Duration LATE = Duration.ofSeconds(10);

  private final OutboxStore outbox;
  private final Supplier<Optional<String>> problem;
  private final InstantSource clock;

  /**
   * @param problem what the relay knows of a failure; empty when all is well
   */
  public OutboxProbe(OutboxStore outbox, Supplier<Optional<String>> problem, InstantSource clock) {
    this.outbox = outbox;
    this.problem = problem;
    this.clock = clock;
  }

  @Override
  public String part() {
    return "outbox";
  }

  @Override
  public PartHealth look() {
    OutboxStore.Backlog backlog = outbox.backlog();
    Duration age =
        backlog
            .oldest()
            .map(oldest -> Duration.between(oldest, clock.instant()))
            .orElse(Duration.ZERO);
    if (age.compareTo(LATE) <= 0) {
      return new PartHealth(part(), PartHealth.State.UP, null);
    }
    return new PartHealth(
        part(),
        PartHealth.State.DEGRADED,
        backlog.messages()
            + (backlog.messages() == 1 ? " command waits" : " commands wait")
            + " for Kafka, the oldest for "
            + age.toSeconds()
            + " s. Nothing is lost; runs start later."
            + problem.get().map(text -> " (" + text + ")").orElse(""));
  }
}
