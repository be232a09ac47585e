package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a trial was worth, by how its run ended. */
class StudyOrderTest {
  private static final OptionalDouble NOTHING = OptionalDouble.empty();
  private static final StudyOrder ORDER =
      new StudyOrder(
          List.of(
              new StudyOrder.Objective("auc", true), new StudyOrder.Objective("seconds", false)),
          List.of(
              new StudyOrder.Constraint("seconds", 10, false),
              new StudyOrder.Constraint("rows", 5, true)),
          Duration.ZERO);

  @Test
  void completesWithAValueOfEachObjectiveAndAViolationOfEachConstraint() {
    TrialResult result =
        judge(succeeded(Map.of("auc", 0.9, "seconds", 12.0, "rows", 7.0), false), TrialStop.NONE);
    assertThat(result)
        .isEqualTo(
            new TrialResult(TrialOutcome.COMPLETED, List.of(0.9, 12.0), List.of(2.0, -2.0), ""));
    assertThat(result.keepsConstraints()).isFalse();
  }

  @Test
  void failsWithoutAFiniteValue() {
    assertThat(judge(succeeded(Map.of("seconds", 1.0), false), TrialStop.NONE))
        .isEqualTo(failed("The trial reported no value of auc."));
    assertThat(
            judge(
                succeeded(Map.of("auc", Double.NaN, "seconds", 1.0, "rows", 7.0), false),
                TrialStop.NONE))
        .isEqualTo(failed("The trial reported no value of auc."));
    assertThat(judge(succeeded(Map.of("auc", 0.9, "seconds", 1.0), false), TrialStop.NONE))
        .isEqualTo(failed("The trial reported no value of rows."));
  }

  @Test
  void isPrunedWhenItsStopCameFirst() {
    LifecycleStatus killed = new LifecycleStatus.Cancelled(true);
    assertThat(ORDER.judge(killed, TrialStop.PRUNED, OptionalDouble.of(0.4)))
        .isEqualTo(new TrialResult(TrialOutcome.PRUNED, List.of(0.4), List.of(), ""));
    assertThat(ORDER.judge(killed, TrialStop.PRUNED, OptionalDouble.of(Double.NaN)).values())
        .isEmpty();
    assertThat(judge(succeeded(Map.of("auc", 0.9), true), TrialStop.PRUNED).outcome())
        .isEqualTo(TrialOutcome.PRUNED);
  }

  @Test
  void isCompletedWhenItWasFasterThanItsStop() {
    Map<String, Double> summary = Map.of("auc", 0.9, "seconds", 1.0, "rows", 7.0);
    for (TrialStop stop : TrialStop.values()) {
      assertThat(judge(succeeded(summary, false), stop).outcome())
          .isEqualTo(TrialOutcome.COMPLETED);
    }
  }

  @Test
  void isCancelledByAPersonAndFailsByItself() {
    assertThat(judge(new LifecycleStatus.Cancelled(false), TrialStop.CANCELLED).outcome())
        .isEqualTo(TrialOutcome.CANCELLED);
    assertThat(judge(new LifecycleStatus.TimedOut("late"), TrialStop.NONE).outcome())
        .isEqualTo(TrialOutcome.FAILED);
    RunFailure failure = RunFailure.of(RunFailure.Kind.PROGRAM, "program.error", "It failed.");
    assertThat(judge(new LifecycleStatus.Failed(failure), TrialStop.PRUNED).outcome())
        .isEqualTo(TrialOutcome.FAILED);
  }

  @Test
  void onlyAnEndIsJudged() {
    assertThatThrownBy(() -> judge(new LifecycleStatus.Regained(), TrialStop.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TrialResult judge(LifecycleStatus end, TrialStop stop) {
    return ORDER.judge(end, stop, NOTHING);
  }

  private static LifecycleStatus succeeded(Map<String, Double> summary, boolean stoppedEarly) {
    return new LifecycleStatus.Succeeded(new RunResult(summary, null, stoppedEarly));
  }

  private static TrialResult failed(String message) {
    return new TrialResult(TrialOutcome.FAILED, List.of(), List.of(), message);
  }
}
