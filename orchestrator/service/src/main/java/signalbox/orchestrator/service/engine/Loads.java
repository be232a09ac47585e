package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import signalbox.orchestrator.core.Dispatcher;

/**
 * Counts what this orchestrator has to do with each instance. Counted by the engine's thread, read
 * by any.
 */
final class Loads {
  private final Dispatcher dispatcher;
  private final Map<String, String> services = new TreeMap<>();
  private final Map<String, Long> stale = new HashMap<>();
  private volatile Map<String, InstanceLoad> newest = Map.of();

  Loads(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  void instance(String instance, String service) {
    services.put(instance, service);
  }

  /** An event of a fenced attempt came from the instance. */
  void staleEvent(String instance) {
    stale.merge(instance, 1L, Long::sum);
  }

  /** Makes what was counted visible. */
  void publish(Instant now) {
    Map<String, InstanceLoad> loads = new HashMap<>();
    services.forEach((instance, service) ->
        loads.put(
            instance,
            new InstanceLoad(
                dispatcher.queuedFor(instance),
                dispatcher.slotsUsed(instance),
                stale.getOrDefault(instance, 0L),
                dispatcher.retriesLeft(service, now),
                dispatcher.retryBudget())));
    newest = Map.copyOf(loads);
  }

  InstanceLoad of(String instance) {
    return newest.getOrDefault(instance, InstanceLoad.NONE);
  }
}
