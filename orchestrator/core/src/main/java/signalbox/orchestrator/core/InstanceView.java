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
 * @param up it answers, takes new runs, and its circuit is closed
 * @param trouble why it is not up, in the user's words: {@code is down}, {@code shuts down}; empty
 *     when it is up
 * @param nextProbe when it is asked again, while it is not up
 */
public record InstanceView(
    String service,
    String instance,
    Set<String> algorithms,
    int slots,
    boolean up,
    String trouble,
    @Nullable Instant nextProbe) {

  public InstanceView {
    algorithms = Set.copyOf(algorithms);
  }
}
