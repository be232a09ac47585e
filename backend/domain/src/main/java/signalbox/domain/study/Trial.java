package signalbox.domain.study;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;

/**
 * A run that was made for a study, and what it was worth.
 *
 * @param number from 0 within the study
 * @param parameters the searched ones alone, by their paths; plain JSON values
 * @param proposed false when a person named its parameters
 * @param values one for each objective when it completed; of a pruned trial the last reported
 *     value, if there is one; else none
 * @param constraints one for each constraint, at most 0 when it is kept; none without values
 * @param lastStep the step of the last reported value; -1 when there is none
 * @param message why it failed, when its run did not
 * @param endedAt when its outcome was told; null while it runs
 * @param revision the study's at its last change
 */
public record Trial(
    RunId study,
    int number,
    RunId run,
    Map<String, Object> parameters,
    boolean proposed,
    TrialState state,
    List<Double> values,
    List<Double> constraints,
    long lastStep,
    @Nullable String message,
    Instant begunAt,
    @Nullable Instant endedAt,
    long revision) {
  public Trial {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    values = List.copyOf(values);
    constraints = List.copyOf(constraints);
  }

  /** One that has just begun. */
  public static Trial begun(
      RunId study, Instant time, StudyReport.TrialBegun begun, long revision) {
    return new Trial(
        study,
        begun.number(),
        begun.trial(),
        begun.parameters(),
        begun.proposed(),
        TrialState.RUNNING,
        List.of(),
        List.of(),
        -1,
        null,
        time,
        null,
        revision);
  }

  /** The same trial at its end. */
  public Trial ended(Instant time, StudyReport.TrialEnded ended, long newRevision) {
    return new Trial(
        study,
        number,
        run,
        parameters,
        proposed,
        ended.outcome(),
        ended.values(),
        ended.constraints(),
        ended.lastStep(),
        ended.message().isEmpty() ? null : ended.message(),
        begunAt,
        time,
        newRevision);
  }

  /** True when it may be among the best: it completed and keeps every constraint. */
  public boolean feasible() {
    return state == TrialState.COMPLETED
        && values.stream().allMatch(Double::isFinite)
        && constraints.stream().allMatch(constraint -> constraint <= 0);
  }
}
