package signalbox.domain.study;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a study is.
 *
 * @param begun trials that have begun
 * @param begunByHand those of them whose parameters a person had named
 * @param best with one objective the best trial, if there is one; else those that no other
 *     dominates
 * @param improvements with one objective: each trial that beat all of a smaller number, by number
 * @param trouble why nothing is proposed now, in the user's words; null when all is well
 * @param toldRevision the plan's revision in the last word of the orchestrator
 * @param toldAt when that was said; null before the first
 */
public record StudyProgress(
    int begun,
    int begunByHand,
    int completed,
    int pruned,
    int failed,
    int cancelled,
    List<BestTrial> best,
    List<Improvement> improvements,
    @Nullable String trouble,
    long toldRevision,
    @Nullable Instant toldAt) {
  /** How every study begins. */
  public static final StudyProgress NONE =
      new StudyProgress(0, 0, 0, 0, 0, 0, List.of(), List.of(), null, 0, null);

  public StudyProgress {
    best = List.copyOf(best);
    improvements = List.copyOf(improvements);
  }

  /** Trials that have begun and not ended. */
  public int running() {
    return begun - completed - pruned - failed - cancelled;
  }

  /** The same with one more trial. */
  public StudyProgress begun(boolean byHand) {
    return new StudyProgress(
        begun + 1,
        begunByHand + (byHand ? 1 : 0),
        completed,
        pruned,
        failed,
        cancelled,
        best,
        improvements,
        trouble,
        toldRevision,
        toldAt);
  }

  /** The same once a trial has ended. */
  public StudyProgress ended(Trial trial, List<Objective> objectives) {
    boolean ranked = trial.feasible() && trial.values().size() == objectives.size();
    List<Improvement> improved =
        ranked && objectives.size() == 1
            ? BestTrials.improved(
                improvements,
                objectives.getFirst().direction(),
                trial.number(),
                trial.values().getFirst())
            : improvements;
    return new StudyProgress(
        begun,
        begunByHand,
        completed + (trial.state() == TrialState.COMPLETED ? 1 : 0),
        pruned + (trial.state() == TrialState.PRUNED ? 1 : 0),
        failed + (trial.state() == TrialState.FAILED ? 1 : 0),
        cancelled + (trial.state() == TrialState.CANCELLED ? 1 : 0),
        ranked ? best(trial, objectives, improved) : best,
        improved,
        trouble,
        toldRevision,
        toldAt);
  }

  /**
   * True when a trial is better than the best of what was before, or new on the front. The first is
   * better than nothing, and no improvement.
   *
   * @param before the progress without the trial
   */
  public boolean improves(StudyProgress before, Trial trial, List<Objective> objectives) {
    boolean among = best.stream().anyMatch(one -> one.number() == trial.number());
    if (!among || before.best.isEmpty() || objectives.size() > 1) {
      return among && !before.best.isEmpty();
    }
    return objectives
        .getFirst()
        .direction()
        .better(trial.values().getFirst(), before.best.getFirst().values().getFirst());
  }

  private List<BestTrial> best(
      Trial trial, List<Objective> objectives, List<Improvement> improved) {
    BestTrial one = new BestTrial(trial.number(), trial.run(), trial.values());
    if (objectives.size() > 1) {
      return BestTrials.front(best, objectives, one);
    }
    // The last improvement beat all before it.
    return improved.getLast().number() == trial.number() ? List.of(one) : best;
  }

  /** The same with what the orchestrator last said; unchanged when it has said later words. */
  public StudyProgress told(StudyReport report, StudyReport.StudyChanged changed) {
    boolean stale =
        report.sequence() < toldRevision
            || (report.sequence() == toldRevision
                && toldAt != null
                && report.time().isBefore(toldAt));
    return stale
        ? this
        : new StudyProgress(
            begun,
            begunByHand,
            completed,
            pruned,
            failed,
            cancelled,
            best,
            improvements,
            changed.trouble().isEmpty() ? null : changed.trouble(),
            report.sequence(),
            report.time());
  }

  /** At most so many of the best, by their numbers. */
  public List<BestTrial> shownBest(int most) {
    return BestTrials.fewer(best, most);
  }

  /** At most so many of the improvements, evenly thinned; the first and the last are there. */
  public List<Improvement> shownImprovements(int most) {
    return BestTrials.evenly(improvements, most);
  }
}
