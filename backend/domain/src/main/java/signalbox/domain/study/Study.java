package signalbox.domain.study;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * A run that searches parameters, beside what it is as a run.
 *
 * @param timeBudget no trial begins after it, counted from the study's start; null for no limit
 * @param startFrom earlier studies whose completed trials it was told
 * @param revision grows with every change of the study and of each of its trials
 */
public record Study(
    RunId id,
    StudyDefinition definition,
    @Nullable Duration timeBudget,
    List<RunId> startFrom,
    StudyPlan plan,
    StudyProgress progress,
    long revision) {
  /**
   * How often a trial may be tried, when nobody says: machines may be lost more often than that.
   */
  public static final int DEFAULT_MAX_ATTEMPTS = 100;

  public static final int MOST_ATTEMPTS = 1_000;
  public static final int MOST_STARTS = 10;

  public Study {
    startFrom = List.copyOf(startFrom);
  }

  /** Parameters that people named and that wait for their trial. */
  public int waitingByHand() {
    return Math.max(0, plan.enqueued().size() - progress.begunByHand());
  }

  /** The same study under another plan. */
  public Study with(StudyPlan newPlan, long newRevision) {
    return new Study(id, definition, timeBudget, startFrom, newPlan, progress, newRevision);
  }

  /** The same study further on. */
  public Study with(StudyProgress newProgress, long newRevision) {
    return new Study(id, definition, timeBudget, startFrom, plan, newProgress, newRevision);
  }
}
