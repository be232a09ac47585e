package signalbox.application.service;

import java.util.List;

/**
 * How everything is.
 *
 * @param state down when a part that nothing works without is down; degraded when any other part is
 *     not up
 * @param parts in the order of the probes
 */
public record SystemHealth(PartHealth.State state, String version, List<PartHealth> parts) {
  public SystemHealth {
    parts = List.copyOf(parts);
  }
}
