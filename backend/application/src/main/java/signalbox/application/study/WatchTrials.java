package signalbox.application.study;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import signalbox.application.run.RunWatcher;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;

/**
 * Gives trials new revisions when their runs come to new statuses, so that whoever follows their
 * study hears of it.
 */
public final class WatchTrials implements RunWatcher {
  private final TrialRepository trials;

  public WatchTrials(TrialRepository trials) {
    this.trials = trials;
  }

  @Override
  public void reached(List<Reached> reached) {
    Map<RunId, Set<RunId>> byStudy = new TreeMap<>(Comparator.comparing(RunId::toString));
    for (Reached one : reached) {
      if (one.run().spec() instanceof RunSpec.Trial trial) {
        byStudy.computeIfAbsent(trial.study(), _ -> new LinkedHashSet<>()).add(one.run().id());
      }
    }
    byStudy.forEach(trials::touch);
  }
}
