package signalbox.application.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import signalbox.domain.service.ServiceInstance;

/** The orchestrator, by the age of the last thing it said of an ML service. */
public final class OrchestratorProbe implements HealthProbe {
  /** It reports every 10 s. */
  static final Duration LATE = Duration.ofSeconds(25);

  static final Duration GONE = Duration.ofSeconds(60);

  private final ServiceRepository services;
  private final InstantSource clock;

  public OrchestratorProbe(ServiceRepository services, InstantSource clock) {
    this.services = services;
    this.clock = clock;
  }

  @Override
  public String part() {
    return "orchestrator";
  }

  @Override
  public PartHealth look() {
    Optional<Instant> last =
        services.list().stream().map(ServiceInstance::seenAt).max(Instant::compareTo);
    if (last.isEmpty()) {
      return new PartHealth(part(), PartHealth.State.DOWN, "It has not reported yet.");
    }
    Duration age = Duration.between(last.get(), clock.instant());
    if (age.compareTo(LATE) <= 0) {
      return new PartHealth(part(), PartHealth.State.UP, null);
    }
    return new PartHealth(
        part(),
        age.compareTo(GONE) <= 0 ? PartHealth.State.DEGRADED : PartHealth.State.DOWN,
        "Its last report is " + age.toSeconds() + " s old.");
  }
}
