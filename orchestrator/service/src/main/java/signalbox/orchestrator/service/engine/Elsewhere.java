package signalbox.orchestrator.service.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.Dispatcher;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.v1.StoredRun;

/**
 * The runs of other orchestrators that hold slots, as their changelog tells; what it tells of
 * partitions that are ours is our own echo. Touched by the engine's thread alone.
 */
final class Elsewhere {
  private final Dispatcher dispatcher;
  private final Set<Integer> ours = new HashSet<>();
  private final Map<Integer, Set<String>> holders = new HashMap<>();

  Elsewhere(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /** A partition is ours: whatever was known of its runs is told by themselves now. */
  void own(int partition) {
    ours.add(partition);
    Set<String> known = holders.remove(partition);
    if (known != null) {
      known.forEach(dispatcher::forget);
    }
  }

  /** Partitions are another's; the runs that hold slots go on doing so there. */
  void disown(Collection<Integer> partitions) {
    ours.removeAll(partitions);
  }

  /** A run of ours goes on at another orchestrator. */
  void left(Run run) {
    RunPhase phase = run.state.phase();
    Placement placement = run.state.placement();
    dispatcher.forget(run.id());
    if (phase.holdsSlot() && placement != null) {
      String project = run.state.order() == null ? "" : run.state.order().projectId();
      holds(run.partition, run.id(), project, placement);
    }
  }

  /** The changelog tells of a run; null: it is forgotten. */
  void told(int partition, String runId, @Nullable StoredRun stored) {
    if (ours.contains(partition)) {
      return;
    }
    if (stored != null
        && !stored.hasStudy()
        && !stored.getInstance().isEmpty()
        && RunPhase.valueOf(stored.getPhase()).holdsSlot()) {
      holds(
          partition,
          runId,
          stored.getOrder().getProjectId(),
          new Placement(stored.getService(), stored.getInstance()));
    } else {
      Set<String> known = holders.get(partition);
      if (known != null && known.remove(runId)) {
        dispatcher.forget(runId);
      }
    }
  }

  private void holds(int partition, String runId, String project, Placement placement) {
    holders.computeIfAbsent(partition, _ -> new HashSet<>()).add(runId);
    dispatcher.elsewhere(runId, project, placement);
  }
}
