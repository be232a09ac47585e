package signalbox.application.study;

import java.util.List;
import signalbox.domain.run.Run;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.Trial;

/**
 * Is told which studies have found something better, inside the transaction that records it: what
 * it stores is there when that is, and once. It must change no run and no study, but may refer to
 * them.
 */
@FunctionalInterface
public interface StudyWatcher {
  /** Watches nothing. */
  StudyWatcher NONE = improved -> {};

  /** What one batch has found, that of one study in its order. */
  void improved(List<Improved> improved);

  /**
   * A trial is better than the best before it, or new on the Pareto front. The first that completes
   * is better than nothing, and not among them.
   *
   * @param study as a run
   * @param before the best until then; of several objectives the front
   */
  record Improved(Run study, StudyDefinition definition, List<BestTrial> before, Trial trial) {
    public Improved {
      before = List.copyOf(before);
    }
  }
}
