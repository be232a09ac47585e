package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StudyMachineTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T12:00:00Z");
  private static final Placement TUNING = new Placement("tuning", "127.0.0.1:9");
  private static final StudyOrder AUC =
      new StudyOrder(
          List.of(new StudyOrder.Objective("auc", true)),
          List.of(new StudyOrder.Constraint("seconds", 10, false)),
          Duration.ZERO);

  private final StudyMachine machine = new StudyMachine(StudyPolicy.DEFAULT, () -> 0.5);
  private Instant now = BEGUN;
  private StudyState state = StudyState.created("s");
  private List<StudyEffect> effects = List.of();

  @Test
  void asksBeforeItBeginsAndTakesUpWhatWasAnswered() {
    start(2, 5);
    assertThat(effects)
        .containsExactly(
            new StudyEffect.Publish(1, 0, new LifecycleStatus.Queued(null)),
            new StudyEffect.Ask(1, 2));
    answer("a", "b");
    assertThat(effects)
        .containsExactly(
            new StudyEffect.Publish(2, 1, new LifecycleStatus.Starting(TUNING)),
            new StudyEffect.Publish(3, 1, new LifecycleStatus.Started(TUNING)),
            new StudyEffect.BeginTrial(0, "a", true),
            new StudyEffect.BeginTrial(1, "b", true));
  }

  @Test
  void aTrialThatEndsMakesRoomForOneAndTheLastOneEndsTheStudy() {
    start(2, 3);
    answer("a", "b");
    complete(0, 0.7);
    assertThat(effects).containsExactly(new StudyEffect.Ask(2, 1));
    answer("c");
    assertThat(effects).containsExactly(new StudyEffect.BeginTrial(2, "c", true));
    complete(1, 0.9);
    assertThat(effects).isEmpty();
    complete(2, 0.8);
    assertThat(end())
        .isEqualTo(new LifecycleStatus.Succeeded(new RunResult(Map.of("auc", 0.9), null, false)));
    assertThat(state.phase()).isEqualTo(StudyPhase.SUCCEEDED);
    assertThat(state.tally().begun()).isEqualTo(3);
  }

  @Test
  void whatBreaksAConstraintIsNotTheBest() {
    start(1, 2);
    answer("a");
    apply(
        new StudyEvent.TrialEnded(
            0, new TrialResult(TrialOutcome.COMPLETED, List.of(0.99), List.of(2.0), "")));
    answer("b");
    complete(1, 0.6);
    assertThat(end())
        .isEqualTo(new LifecycleStatus.Succeeded(new RunResult(Map.of("auc", 0.6), null, false)));
  }

  @Test
  void severalObjectivesHaveNoBest() {
    StudyOrder two =
        new StudyOrder(
            List.of(
                new StudyOrder.Objective("auc", true), new StudyOrder.Objective("seconds", false)),
            List.of(),
            Duration.ZERO);
    start(two, 1, 1, List.of(), KnownProgress.NOTHING);
    answer("a");
    apply(
        new StudyEvent.TrialEnded(
            0, new TrialResult(TrialOutcome.COMPLETED, List.of(0.9, 3.0), List.of(), "")));
    assertThat(end())
        .isEqualTo(new LifecycleStatus.Succeeded(new RunResult(Map.of(), null, false)));
  }

  @Test
  void whatAPersonNamedComesFirstAndNeedsNoProposal() {
    start(AUC, 2, 4, List.of("x", "y", "z"), KnownProgress.NOTHING);
    assertThat(effects).contains(new StudyEffect.Ask(1, 0));
    answer();
    assertThat(effects)
        .contains(
            new StudyEffect.BeginTrial(0, "x", false), new StudyEffect.BeginTrial(1, "y", false));
    complete(1, 0.5);
    assertThat(effects).containsExactly(new StudyEffect.BeginTrial(2, "z", false));
    complete(0, 0.5);
    assertThat(effects).containsExactly(new StudyEffect.Ask(2, 1));
  }

  @Test
  void aProposalWithoutAPlaceWaitsForOne() {
    start(3, 5);
    change(1, false, false, 1, 5);
    answer("a", "b", "c");
    assertThat(state.running()).containsOnlyKeys(0);
    assertThat(state.held()).containsExactly("b", "c");
    complete(0, 0.5);
    assertThat(effects).containsExactly(new StudyEffect.BeginTrial(1, "b", true));
    change(2, false, false, 3, 5);
    assertThat(effects)
        .contains(new StudyEffect.BeginTrial(2, "c", true), new StudyEffect.Ask(2, 1));
  }

  @Test
  void aPauseBeginsNothingAndEndsWithItsEnd() {
    start(1, 3);
    change(1, true, false, 1, 3);
    answer("a");
    assertThat(state.phase()).isEqualTo(StudyPhase.SEARCHING);
    assertThat(state.running()).isEmpty();
    change(2, false, false, 1, 3);
    assertThat(effects).contains(new StudyEffect.BeginTrial(0, "a", true));
  }

  @Test
  void aStopLetsTrialsEndAndSaysSo() {
    start(2, 10);
    answer("a", "b");
    change(1, false, true, 2, 10);
    assertThat(state.phase()).isEqualTo(StudyPhase.STOPPING);
    complete(0, 0.4);
    assertThat(effects).isEmpty();
    complete(1, 0.5);
    assertThat(end())
        .isEqualTo(new LifecycleStatus.Succeeded(new RunResult(Map.of("auc", 0.5), null, true)));
  }

  @Test
  void aStopCannotBeTakenBack() {
    start(1, 10);
    answer("a");
    change(1, false, true, 1, 10);
    change(2, false, false, 1, 20);
    assertThat(state.phase()).isEqualTo(StudyPhase.STOPPING);
    assertThat(state.settings().stopping()).isTrue();
  }

  @Test
  void trialsThatHaveBegunCannotBeTakenBack() {
    start(3, 10);
    answer("a", "b", "c");
    change(1, false, false, 3, 2);
    assertThat(state.settings().trials()).isEqualTo(3);
    complete(0, 0.1);
    assertThat(effects).isEmpty();
    complete(1, 0.2);
    complete(2, 0.3);
    assertThat(state.phase()).isEqualTo(StudyPhase.SUCCEEDED);
  }

  @Test
  void theSameChangeTwiceIsOneChange() {
    start(1, 3);
    answer("a");
    change(1, true, false, 1, 3);
    StudyState once = state;
    change(1, true, false, 1, 3);
    assertThat(state).isEqualTo(once);
    assertThat(effects).contains(new StudyEffect.CountDuplicate(StudyEvent.Kind.CHANGE_COMMANDED));
  }

  @Test
  void aStopOfTheStudyStopsItsTrialsAndMayBecomeAKill() {
    start(2, 10);
    answer("a", "b");
    apply(new StudyEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ofSeconds(5)));
    assertThat(effects)
        .containsExactly(
            stop(0, TrialStop.CANCELLED, CancelMode.GRACEFUL, 5),
            stop(1, TrialStop.CANCELLED, CancelMode.GRACEFUL, 5));
    apply(new StudyEvent.CancelCommanded(CancelMode.KILL, Duration.ZERO));
    assertThat(effects)
        .containsExactly(
            stop(0, TrialStop.CANCELLED, CancelMode.KILL, 0),
            stop(1, TrialStop.CANCELLED, CancelMode.KILL, 0));
    apply(new StudyEvent.TrialEnded(0, TrialResult.of(TrialOutcome.CANCELLED)));
    apply(new StudyEvent.TrialEnded(1, TrialResult.of(TrialOutcome.CANCELLED)));
    assertThat(end()).isEqualTo(new LifecycleStatus.Cancelled(true));
  }

  @Test
  void prunesOnceWhoeverAsksForIt() {
    start(2, 10);
    answer("a", "b");
    apply(new StudyEvent.Reported());
    pass(Duration.ofSeconds(1));
    apply(new StudyEvent.Suggested(2, TUNING, List.of(), List.of(1, 7), false));
    assertThat(effects).containsExactly(stop(1, TrialStop.PRUNED, CancelMode.KILL, 0));
    apply(
        new StudyEvent.ChangeCommanded(
            new StudySettings(1, false, false, 2, 10, List.of()), List.of(0, 1)));
    assertThat(effects)
        .contains(stop(0, TrialStop.PRUNED, CancelMode.KILL, 0))
        .doesNotContain(stop(1, TrialStop.PRUNED, CancelMode.KILL, 0));
  }

  @Test
  void reportsAreToldFourTimesASecondAtMost() {
    start(1, 10);
    answer("a");
    pass(Duration.ofSeconds(1));
    apply(new StudyEvent.Reported());
    assertThat(effects).containsExactly(new StudyEffect.Ask(2, 0));
    answer();
    apply(new StudyEvent.Reported());
    assertThat(effects).isEmpty();
    assertThat(machine.due(state)).contains(now.plus(StudyPolicy.DEFAULT.reportPause()));
    pass(StudyPolicy.DEFAULT.reportPause());
    assertThat(effects).containsExactly(new StudyEffect.Ask(3, 0));
  }

  @Test
  void waitsLongerAndLongerAndSaysWhyOnceItIsNoAccident() {
    start(1, 10);
    List<Long> pauses = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      apply(new StudyEvent.SuggestFailed(i, "No tuning service answers.", false));
      assertThat(effects.stream().filter(StudyEffect.TellChange.class::isInstance))
          .hasSize(i == 2 ? 1 : 0);
      Instant due = machine.due(state).orElseThrow();
      pauses.add(Duration.between(now, due).toMillis());
      now = due;
      apply(new StudyEvent.TimersDue());
      assertThat(effects).containsExactly(new StudyEffect.Ask(i + 1, 1));
    }
    assertThat(pauses).containsExactly(375L, 750L, 1_500L, 3_000L, 6_000L, 7_500L, 7_500L);
    apply(new StudyEvent.Suggested(8, TUNING, List.of("a"), List.of(), false));
    assertThat(effects)
        .contains(new StudyEffect.TellChange(state.settings(), ""))
        .contains(new StudyEffect.BeginTrial(0, "a", true));
  }

  @Test
  void asksForLessAfterAnAnswerThatTookTooLong() {
    start(40, 100);
    apply(new StudyEvent.SuggestFailed(1, "It takes too long.", true));
    pass(Duration.ofSeconds(1));
    assertThat(effects).containsExactly(new StudyEffect.Ask(2, 20));
    apply(new StudyEvent.SuggestFailed(2, "It takes too long.", true));
    pass(Duration.ofSeconds(2));
    assertThat(effects).containsExactly(new StudyEffect.Ask(3, 10));
  }

  @Test
  void anAnswerThatNobodyWaitsForChangesNothing() {
    start(1, 10);
    pass(StudyPolicy.DEFAULT.patience());
    pass(Duration.ofSeconds(1));
    assertThat(effects).containsExactly(new StudyEffect.Ask(2, 1));
    StudyState before = state;
    apply(new StudyEvent.Suggested(1, TUNING, List.of("late"), List.of(), false));
    assertThat(state).isEqualTo(before);
    assertThat(effects).containsExactly(new StudyEffect.CountStale(StudyEvent.Kind.SUGGESTED));
  }

  @Test
  void aLongStoryIsToldAtOnceAndToItsEnd() {
    start(1, 10);
    answer("a");
    complete(0, 0.5);
    apply(new StudyEvent.StoryHeard(2, List.of()));
    assertThat(effects).containsExactly(new StudyEffect.Ask(3, 1));
  }

  @Test
  void theTimeBudgetBeginsNothingMore() {
    StudyOrder limited = new StudyOrder(AUC.objectives(), List.of(), Duration.ofMinutes(1));
    start(limited, 1, 10, List.of(), KnownProgress.NOTHING);
    answer("a");
    assertThat(machine.due(state)).contains(BEGUN.plusSeconds(60));
    pass(Duration.ofMinutes(1));
    assertThat(state.phase()).isEqualTo(StudyPhase.STOPPING);
    complete(0, 0.5);
    assertThat(end())
        .isEqualTo(new LifecycleStatus.Succeeded(new RunResult(Map.of("auc", 0.5), null, false)));
  }

  @Test
  void aSpaceThatIsExhaustedEndsTheStudy() {
    start(4, 100);
    apply(new StudyEvent.Suggested(1, TUNING, List.of("a", "b"), List.of(), true));
    complete(0, 0.5);
    assertThat(effects).isEmpty();
    complete(1, 0.6);
    assertThat(state.phase()).isEqualTo(StudyPhase.SUCCEEDED);
  }

  @Test
  void failsWhenEveryTrialFails() {
    start(2, 2);
    answer("a", "b");
    apply(new StudyEvent.TrialEnded(0, TrialResult.of(TrialOutcome.FAILED)));
    apply(new StudyEvent.TrialEnded(1, TrialResult.of(TrialOutcome.FAILED)));
    assertThat(end())
        .isInstanceOfSatisfying(
            LifecycleStatus.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo("study.no_trial_completed"));
  }

  @Test
  void failsWhenTheDefinitionIsRefused() {
    start(1, 2);
    apply(new StudyEvent.DefinitionRefused(1, "parameters: must not be empty"));
    assertThat(end())
        .isEqualTo(
            new LifecycleStatus.Failed(
                RunFailure.of(
                    RunFailure.Kind.PROGRAM,
                    "study.invalid_definition",
                    "parameters: must not be empty")));
  }

  @Test
  void failsWhenItsMemoryIsLost() {
    start(AUC, 1, 2, List.of(), new KnownProgress(7, 1));
    assertThat(effects).hasSize(1);
    StudyEffect.Publish told = (StudyEffect.Publish) effects.getFirst();
    assertThat(told.sequence()).isEqualTo(9);
    assertThat(told.attempt()).isEqualTo(1);
    assertThat(told.status())
        .isInstanceOfSatisfying(
            LifecycleStatus.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo("study.memory_lost"));
  }

  @Test
  void aTakeoverGoesOnWithWhatTheTrialsSay() {
    start(2, 3);
    answer("a", "b");
    complete(0, 0.5);
    answer("c");
    StudyTally tally =
        StudyTally.NOTHING
            .withBegun(true)
            .withEnded(new TrialResult(TrialOutcome.COMPLETED, List.of(0.5), List.of(), ""), AUC)
            .withBegun(true);
    state = state.restored(tally, Map.of(1, TrialStop.NONE));
    apply(new StudyEvent.Recovered());
    // The third trial was never stored, so its number is free; its proposal is forgotten.
    assertThat(effects)
        .containsExactly(
            new StudyEffect.TellChange(state.settings(), ""), new StudyEffect.Ask(1, 1));
    answer("d");
    assertThat(effects).containsExactly(new StudyEffect.BeginTrial(2, "d", true));
  }

  // ----------------------------------------------------------------------------------------- steps

  private void start(int parallelism, int trials) {
    start(AUC, parallelism, trials, List.of(), KnownProgress.NOTHING);
  }

  private void start(
      StudyOrder order, int parallelism, int trials, List<String> enqueued, KnownProgress known) {
    apply(
        new StudyEvent.StartCommanded(
            order, StudySettings.ordered(parallelism, trials, enqueued), known));
  }

  private void change(
      long revision, boolean paused, boolean stopping, int parallelism, int trials) {
    apply(
        new StudyEvent.ChangeCommanded(
            new StudySettings(revision, paused, stopping, parallelism, trials, List.of()),
            List.of()));
  }

  /** The question under way is answered. */
  private void answer(String... proposals) {
    apply(
        new StudyEvent.Suggested(
            state.talk().asks(), TUNING, List.of(proposals), List.of(), false));
  }

  private void complete(int number, double value) {
    apply(
        new StudyEvent.TrialEnded(
            number, new TrialResult(TrialOutcome.COMPLETED, List.of(value), List.of(), "")));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    apply(new StudyEvent.TimersDue());
  }

  private void apply(StudyEvent event) {
    StudyDecision decision = machine.decide(state, event, now);
    state = decision.state();
    effects = decision.effects();
  }

  private LifecycleStatus end() {
    StudyEffect.Publish last = (StudyEffect.Publish) effects.getLast();
    assertThat(last.status().terminal()).isTrue();
    return last.status();
  }

  private static StudyEffect.StopTrial stop(
      int number, TrialStop reason, CancelMode mode, long seconds) {
    return new StudyEffect.StopTrial(number, reason, mode, Duration.ofSeconds(seconds));
  }
}
