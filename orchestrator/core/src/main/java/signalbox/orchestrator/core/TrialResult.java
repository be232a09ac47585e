package signalbox.orchestrator.core;

import java.util.List;

/**
 * What a trial was worth.
 *
 * @param values one for each objective when it completed; the last reported value, if there is one,
 *     when it was pruned; else none
 * @param constraints one for each constraint when it completed, at most 0 when it is kept; else
 *     none
 * @param message why it failed, when its run did not; else empty
 */
public record TrialResult(
    TrialOutcome outcome, List<Double> values, List<Double> constraints, String message) {

  public TrialResult {
    values = List.copyOf(values);
    constraints = List.copyOf(constraints);
  }

  /** A result without a value. */
  public static TrialResult of(TrialOutcome outcome) {
    return new TrialResult(outcome, List.of(), List.of(), "");
  }

  /** True when it completed and keeps all constraints. */
  public boolean keepsConstraints() {
    return outcome == TrialOutcome.COMPLETED
        && constraints.stream().allMatch(violation -> violation <= 0);
  }
}
