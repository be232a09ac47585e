package signalbox.orchestrator.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A simulated ML service: starts and attaches by (run, attempt), refuses what is older. */
final class SimulatedInstance {
  /** One attempt as the instance executes it. */
  static final class Execution {
    final String runId;
    final int attempt;
    int said;
    boolean stopped;

    Execution(String runId, int attempt) {
      this.runId = runId;
      this.attempt = attempt;
    }
  }

  final String address;
  final int slots;
  final Set<String> algorithms;
  final Map<String, Execution> executions = new LinkedHashMap<>();
  boolean up = true;
  boolean frozen;
  boolean draining;

  /** It lives and nobody reaches it: connections are refused on the way. */
  boolean cut;

  SimulatedInstance(String address, int slots, String... algorithms) {
    this.address = address;
    this.slots = slots;
    this.algorithms = Set.of(algorithms);
  }

  boolean reachable() {
    return up && !frozen && !cut;
  }

  InstanceView view() {
    return new InstanceView(
        "tabular",
        address,
        algorithms,
        slots,
        !reachable()
            ? InstanceView.Trouble.DOWN
            : draining ? InstanceView.Trouble.DRAINING : InstanceView.Trouble.NONE,
        null);
  }
}
