package signalbox.application.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How everything is.
 *
 * @param state down when a part that nothing works without is down; degraded when any other part is
 *     not up
 * @param parts in the order of the probes
 * @param deadLetters null when that cannot be told now
 * @param staleEvents null when that cannot be told now
 */
public record SystemHealth(
    PartHealth.State state,
    String version,
    List<PartHealth> parts,
    @Nullable Long deadLetters,
    @Nullable Long staleEvents) {
  public SystemHealth {
    parts = List.copyOf(parts);
  }
}
