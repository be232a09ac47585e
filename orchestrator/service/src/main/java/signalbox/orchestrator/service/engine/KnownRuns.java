package signalbox.orchestrator.service.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The runs of this process: all that are alive, and the {@value #ENDED_KEPT} that ended last, so
 * that a command that comes again finds its answer. A trial is known until its study lets go of it,
 * and is not among those. Touched by the engine's thread alone.
 */
final class KnownRuns {
  static final int ENDED_KEPT = 10_000;

  private final Map<String, Run> runs = new HashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();
  private int endedTrials;

  @Nullable Run get(String runId) {
    return runs.get(runId);
  }

  Run orNew(String runId, Function<String, Run> made) {
    return runs.computeIfAbsent(runId, made);
  }

  void put(Run run) {
    runs.put(run.id(), run);
    if (run.state.phase().terminal()) {
      if (run.trial == null) {
        ended.add(run.id());
      } else {
        endedTrials++;
      }
    }
  }

  void remove(Run run) {
    if (runs.remove(run.id()) != null && !ended.remove(run.id()) && run.state.phase().terminal()) {
      endedTrials--;
    }
  }

  Collection<Run> all() {
    return List.copyOf(runs.values());
  }

  /** The run has ended; answers those that ended so long ago that they are forgotten now. */
  List<Run> ended(Run run) {
    if (run.trial != null) {
      endedTrials++;
      return List.of();
    }
    ended.add(run.id());
    List<Run> forgotten = new ArrayList<>();
    while (ended.size() > ENDED_KEPT) {
      String oldest = ended.iterator().next();
      ended.remove(oldest);
      Run gone = runs.remove(oldest);
      if (gone != null) {
        forgotten.add(gone);
      }
    }
    return forgotten;
  }

  /** How many have not ended. */
  int alive() {
    return runs.size() - ended.size() - endedTrials;
  }
}
