package signalbox.orchestrator.core;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher knows of one instance of an ML service.
 *
 * @param service its name; empty as long as it has never answered
 * @param instance its address
 * @param algorithms what it offers
 * @param slots how many runs it executes at the same time
 * @param trouble what keeps it from taking a run, beside its slots
 * @param nextProbe when it is asked again, while it is in trouble
 */
public record InstanceView(
    String service,
    String instance,
    Set<String> algorithms,
    int slots,
    Trouble trouble,
    @Nullable Instant nextProbe) {

  /** What keeps an instance from taking runs. */
  public enum Trouble {
    /** Nothing: it answers, takes new runs, and its circuit is closed. */
    NONE,
    /** It has never answered. */
    NOT_SEEN,
    /** It does not answer. */
    DOWN,
    /** It answers and takes no new runs. */
    DRAINING,
    /** It failed too often and is left alone for a moment. */
    BREAKER_OPEN
  }

  public InstanceView {
    algorithms = Set.copyOf(algorithms);
  }

  /** True when it can be given runs. */
  public boolean up() {
    return trouble == Trouble.NONE;
  }
}
