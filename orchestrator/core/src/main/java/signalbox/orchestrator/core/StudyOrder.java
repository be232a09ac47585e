package signalbox.orchestrator.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was ordered and never changes, as far as it decides the fate of a study and of its trials.
 *
 * @param objectives at least one
 * @param constraints what a trial should keep
 * @param timeBudget no trial begins after this time; zero: no limit
 */
public record StudyOrder(
    List<Objective> objectives, List<Constraint> constraints, Duration timeBudget) {

  /**
   * What is searched for.
   *
   * @param metric a key of a trial's summary
   * @param maximize true when larger is better
   */
  public record Objective(String metric, boolean maximize) {
    /** True when the value is better than the other one. */
    boolean better(double value, double than) {
      return maximize ? value > than : value < than;
    }
  }

  /**
   * A bound that a metric of the trial's summary should keep.
   *
   * @param atLeast false: at most
   */
  public record Constraint(String metric, double bound, boolean atLeast) {
    /** By how much the value breaks it; at most 0 when it is kept. */
    double violation(double value) {
      return atLeast ? bound - value : value - bound;
    }
  }

  public StudyOrder {
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    if (objectives.isEmpty() || timeBudget.isNegative()) {
      throw new IllegalArgumentException(
          "Not a study: " + objectives.size() + " objectives, time budget " + timeBudget);
    }
  }

  /**
   * What a trial was worth whose run has ended.
   *
   * @param end the last status of the run
   * @param stop why it was being stopped
   * @param lastReported the last value of its reported metric
   */
  public TrialResult judge(LifecycleStatus end, TrialStop stop, OptionalDouble lastReported) {
    return switch (end) {
      case LifecycleStatus.Succeeded succeeded ->
          stop == TrialStop.PRUNED && succeeded.result().stoppedEarly()
              ? pruned(lastReported)
              : measured(succeeded.result().summary());
      case LifecycleStatus.Cancelled _ ->
          stop == TrialStop.PRUNED ? pruned(lastReported) : TrialResult.of(TrialOutcome.CANCELLED);
      case LifecycleStatus.Failed _, LifecycleStatus.TimedOut _ ->
          TrialResult.of(TrialOutcome.FAILED);
      case LifecycleStatus.Queued _,
          LifecycleStatus.Starting _,
          LifecycleStatus.Started _,
          LifecycleStatus.LostContact _,
          LifecycleStatus.Regained _,
          LifecycleStatus.Retrying _ ->
          throw new IllegalArgumentException("Not an end: " + end);
    };
  }

  private static TrialResult pruned(OptionalDouble last) {
    boolean known = last.isPresent() && Double.isFinite(last.getAsDouble());
    return new TrialResult(
        TrialOutcome.PRUNED, known ? List.of(last.getAsDouble()) : List.of(), List.of(), "");
  }

  private TrialResult measured(Map<String, Double> summary) {
    List<Double> values = new ArrayList<>();
    for (Objective objective : objectives) {
      Double value = summary.get(objective.metric());
      if (value == null || !Double.isFinite(value)) {
        return withoutValue(objective.metric());
      }
      values.add(value);
    }
    List<Double> violations = new ArrayList<>();
    for (Constraint constraint : constraints) {
      Double value = summary.get(constraint.metric());
      if (value == null || !Double.isFinite(value)) {
        return withoutValue(constraint.metric());
      }
      violations.add(constraint.violation(value));
    }
    return new TrialResult(TrialOutcome.COMPLETED, values, violations, "");
  }

  private static TrialResult withoutValue(String metric) {
    return new TrialResult(
        TrialOutcome.FAILED,
        List.of(),
        List.of(),
        "The trial reported no value of " + metric + ".");
  }
}
