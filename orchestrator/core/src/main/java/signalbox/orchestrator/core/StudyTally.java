package signalbox.orchestrator.core;

import org.jspecify.annotations.Nullable;

/**
 * What the trials of a study come to. Follows from the trials alone, so it is counted again after a
 * takeover and not stored.
 *
 * @param begun how many trials have begun; the next one has this number
 * @param enqueuedBegun how many of them had parameters that a person named
 * @param best the best value of a single objective among the completed trials that keep all
 *     constraints; absent when there is none, or several objectives
 */
public record StudyTally(
    int begun,
    int enqueuedBegun,
    int completed,
    int pruned,
    int failed,
    int cancelled,
    @Nullable Double best) {

  /** Of a study without trials. */
  public static final StudyTally NOTHING = new StudyTally(0, 0, 0, 0, 0, 0, null);

  /** How many trials have ended. */
  public int ended() {
    return completed + pruned + failed + cancelled;
  }

  /** With one more trial. */
  public StudyTally withBegun(boolean proposed) {
    return new StudyTally(
        begun + 1, enqueuedBegun + (proposed ? 0 : 1), completed, pruned, failed, cancelled, best);
  }

  /** With the end of one of the trials. */
  public StudyTally withEnded(TrialResult result, StudyOrder order) {
    return new StudyTally(
        begun,
        enqueuedBegun,
        completed + one(result, TrialOutcome.COMPLETED),
        pruned + one(result, TrialOutcome.PRUNED),
        failed + one(result, TrialOutcome.FAILED),
        cancelled + one(result, TrialOutcome.CANCELLED),
        better(result, order));
  }

  private static int one(TrialResult result, TrialOutcome outcome) {
    return result.outcome() == outcome ? 1 : 0;
  }

  private @Nullable Double better(TrialResult result, StudyOrder order) {
    Double known = best;
    if (order.objectives().size() != 1 || !result.keepsConstraints()) {
      return known;
    }
    Double value = result.values().getFirst();
    return known == null || order.objectives().getFirst().better(value, known) ? value : known;
  }
}
