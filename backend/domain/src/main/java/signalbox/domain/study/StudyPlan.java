package signalbox.domain.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people want of a study, and may change while it goes on.
 *
 * @param trials how many it has in all
 * @param parallelism how many of them may execute at the same time
 * @param paused no trial begins now
 * @param stopping no trial begins any more, and the study ends with those that execute
 * @param enqueued parameters that people named, all that ever were, in their order
 * @param pruned numbers of trials that people pruned
 * @param revision how often it was changed
 */
public record StudyPlan(
    int trials,
    int parallelism,
    boolean paused,
    boolean stopping,
    List<Map<String, Object>> enqueued,
    List<Integer> pruned,
    long revision) {
  public static final int DEFAULT_PARALLELISM = 4;
  public static final int MOST_PARALLEL = 100;
  public static final int MOST_TRIALS = 10_000;

  /** Of one request. */
  public static final int MOST_ENQUEUED = 100;

  /** Of one study: all of them travel with each change. */
  public static final int MOST_ENQUEUED_IN_ALL = 1_000;

  public StudyPlan {
    enqueued =
        enqueued.stream()
            .map(one -> Collections.unmodifiableMap(new LinkedHashMap<>(one)))
            .toList();
    pruned = List.copyOf(pruned);
  }

  /** The same with another budget of trials; the same plan when nothing changes. */
  public StudyPlan withTrials(int wanted) {
    return wanted == trials ? this : next(wanted, parallelism, paused, stopping, enqueued, pruned);
  }

  /** The same with another parallelism. */
  public StudyPlan withParallelism(int wanted) {
    return wanted == parallelism ? this : next(trials, wanted, paused, stopping, enqueued, pruned);
  }

  /** The same, paused or going on. */
  public StudyPlan paused(boolean wanted) {
    return wanted == paused ? this : next(trials, parallelism, wanted, stopping, enqueued, pruned);
  }

  /** The same, to end with the trials that execute. */
  public StudyPlan stopped() {
    return stopping ? this : next(trials, parallelism, paused, true, enqueued, pruned);
  }

  /** The same with more parameters to try. */
  public StudyPlan enqueueing(List<Map<String, Object>> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Map<String, Object>> all = new ArrayList<>(enqueued);
    all.addAll(more);
    return next(trials, parallelism, paused, stopping, all, pruned);
  }

  /** The same with a trial that is not to go on. */
  public StudyPlan pruning(int number) {
    if (pruned.contains(number)) {
      return this;
    }
    List<Integer> all = new ArrayList<>(pruned);
    all.add(number);
    return next(trials, parallelism, paused, stopping, enqueued, all);
  }

  private StudyPlan next(
      int newTrials,
      int newParallelism,
      boolean newPaused,
      boolean newStopping,
      List<Map<String, Object>> newEnqueued,
      List<Integer> newPruned) {
    return new StudyPlan(
        newTrials, newParallelism, newPaused, newStopping, newEnqueued, newPruned, revision + 1);
  }
}
