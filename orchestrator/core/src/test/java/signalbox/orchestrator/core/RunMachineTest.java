package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunMachineTest {
  private static final Placement HERE = new Placement("tabular", "127.0.0.1:1");
  private static final RunFailure DISK =
      RunFailure.of(RunFailure.Kind.INFRASTRUCTURE, "disk", "The disk is gone.");

  private final RunMachine machine = new RunMachine(RunPolicy.DEFAULT, () -> 0.5);
  private final List<Effect> effects = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private RunState state = RunState.created("r");

  @Test
  void tellsTheWholeWayOfAGoodRun() {
    run();
    on(new RunEvent.Finished(1, 3, new RunResult(Map.of("auc", 0.9), null, false)));
    assertThat(state.phase()).isEqualTo(RunPhase.SUCCEEDED);
    assertThat(published())
        .extracting(publish -> publish.status().getClass().getSimpleName())
        .containsExactly("Queued", "Starting", "Started", "Succeeded");
    assertThat(published()).extracting(Effect.Publish::sequence).containsExactly(1L, 2L, 3L, 4L);
    assertThat(published()).extracting(Effect.Publish::attempt).containsExactly(0, 1, 1, 1);
  }

  @Test
  void aSecondCommandChangesNothing() {
    run();
    RunState before = state;
    start();
    assertThat(state).isEqualTo(before);
    assertThat(effects)
        .containsExactly(
            new Effect.CountDuplicate(RunEvent.Kind.START_COMMANDED), new Effect.PublishAgain());
  }

  @Test
  void aCommandForAnEndedRunStartsNothing() {
    run();
    on(new RunEvent.Finished(1, 3, new RunResult(Map.of(), null, false)));
    start();
    on(new RunEvent.CancelCommanded(CancelMode.KILL, Duration.ZERO));
    assertThat(state.phase()).isEqualTo(RunPhase.SUCCEEDED);
    assertThat(effects).noneMatch(Effect.Publish.class::isInstance);
  }

  @Test
  void aProgramErrorIsNeverRetried() {
    run();
    on(new RunEvent.Failed(1, 3, RunFailure.of(RunFailure.Kind.PROGRAM, "program.error", "No.")));
    assertThat(state.phase()).isEqualTo(RunPhase.FAILED);
  }

  @Test
  void infrastructureMayTakeThreeAttemptsWithGrowingPauses() {
    List<Duration> pauses = new ArrayList<>();
    start();
    for (int attempt = 1; attempt <= 3; attempt++) {
      grantAndAccept(attempt);
      on(new RunEvent.Failed(attempt, 3, DISK));
      if (attempt < 3) {
        assertThat(state.phase()).isEqualTo(RunPhase.RETRYING);
        Instant due = machine.due(state).orElseThrow();
        pauses.add(Duration.between(now, due));
        now = due;
        on(new RunEvent.TimersDue());
        assertThat(state.phase()).isEqualTo(RunPhase.QUEUED);
      }
    }
    assertThat(state.phase()).isEqualTo(RunPhase.FAILED);
    assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(RunPolicy.DEFAULT.backoff(30)).isEqualTo(Duration.ofSeconds(60));
    assertThat(RunPolicy.TRIAL.backoff(30)).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void losesContactAfterOneLeaseAndTheAttemptAfterThree() {
    run();
    now = now.plusSeconds(29);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.RUNNING);
    now = now.plusSeconds(1);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.LOST_CONTACT);
    now = now.plusSeconds(60);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.RETRYING);
    assertThat(effects).contains(new Effect.Abandon(HERE, 1));
  }

  @Test
  void aHeartbeatRegainsContact() {
    run();
    now = now.plusSeconds(31);
    on(new RunEvent.TimersDue());
    on(new RunEvent.Contacted(1, 0));
    assertThat(state.phase()).isEqualTo(RunPhase.RUNNING);
    assertThat(published().getLast().status()).isEqualTo(new LifecycleStatus.Regained());
  }

  @Test
  void eventsOfAnOldAttemptAreRefusedAndCounted() {
    run();
    on(new RunEvent.AttemptLost(1, "gone"));
    now = machine.due(state).orElseThrow();
    on(new RunEvent.TimersDue());
    grantAndAccept(2);
    RunState before = state;
    on(new RunEvent.Finished(1, 9, new RunResult(Map.of(), null, false)));
    assertThat(state).isEqualTo(before);
    assertThat(effects).containsExactly(new Effect.CountStale(RunEvent.Kind.FINISHED, 1));
  }

  @Test
  void aRefusalCostsNoAttempt() {
    start();
    on(new RunEvent.SlotGranted(HERE));
    on(new RunEvent.Refused(1, 1, "no slot"));
    assertThat(state.phase()).isEqualTo(RunPhase.QUEUED);
    assertThat(state.attempt()).isZero();
    assertThat(state.losses()).isZero();
    assertThat(effects).isEmpty();
  }

  @Test
  void aRefusalAfterABrokenOfferBurnsTheNumber() {
    start();
    on(new RunEvent.SlotGranted(HERE));
    on(new RunEvent.StreamBroken(1, 1, "reset"));
    assertThat(effects).containsExactly(new Effect.StartAttempt(HERE, 1, 2, Duration.ZERO));
    on(new RunEvent.Refused(1, 1, "an answer to the first offer"));
    assertThat(effects).containsExactly(new Effect.CountStale(RunEvent.Kind.REFUSED, 1));
    on(new RunEvent.Refused(1, 2, "no slot"));
    // What the first offer may have started is on record, and takes nothing from the budget.
    assertThat(effects)
        .contains(new Effect.Publish(2, 1, new LifecycleStatus.Starting(HERE)))
        .anyMatch(effect ->
            effect instanceof Effect.Publish publish
                && publish.status() instanceof LifecycleStatus.Retrying);
    assertThat(state.phase()).isEqualTo(RunPhase.RETRYING);
    assertThat(state.attempt()).isEqualTo(1);
    assertThat(state.losses()).isZero();
  }

  @Test
  void anUnansweredOfferIsOnRecordButTakesNothingFromTheBudget() {
    start();
    on(new RunEvent.SlotGranted(HERE));
    now = now.plusSeconds(30);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.RETRYING);
    assertThat(state.attempt()).isEqualTo(1);
    assertThat(state.losses()).isZero();
    assertThat(published().getLast().attempt()).isEqualTo(1);
    assertThat(published().getLast().status()).isInstanceOf(LifecycleStatus.Retrying.class);
    now = now.plusSeconds(1);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.QUEUED);
    on(new RunEvent.SlotGranted(HERE));
    assertThat(effects).containsExactly(new Effect.StartAttempt(HERE, 2, 2, Duration.ZERO));
  }

  @Test
  void stopsAQueuedRunAtOnce() {
    start();
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
  }

  @Test
  void aRunThatIsOnlyEverCancelledEndsAndStaysEnded() {
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
    start();
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
  }

  @Test
  void stopsGracefullyThenKillsThenGivesUp() {
    run();
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    assertThat(effects)
        .containsExactly(new Effect.SendCancel(1, CancelMode.GRACEFUL, Duration.ofSeconds(30)));
    now = now.plusSeconds(30);
    on(new RunEvent.TimersDue());
    assertThat(effects).containsExactly(new Effect.SendCancel(1, CancelMode.KILL, Duration.ZERO));
    now = now.plusSeconds(10);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
    assertThat(published().getLast().status()).isEqualTo(new LifecycleStatus.Cancelled(true));
  }

  @Test
  void aStopOfARunThatEndsByItselfTellsTheTruth() {
    run();
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    on(new RunEvent.Finished(1, 4, new RunResult(Map.of(), null, true)));
    assertThat(state.phase()).isEqualTo(RunPhase.SUCCEEDED);
  }

  @Test
  void aStoppedRunWhoseServiceDiesIsCancelledAndNotRetried() {
    run();
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    on(new RunEvent.AttemptLost(1, "gone"));
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
  }

  @Test
  void endsAnAttemptThatIgnoresItsTimeLimit() {
    on(
        new RunEvent.StartCommanded(
            new RunOrder("p", 0, 3, "lightgbm", Duration.ofSeconds(15), now, 0, 0)));
    grantAndAccept(1);
    now = now.plusSeconds(24);
    on(new RunEvent.Contacted(1, 0));
    now = now.plusSeconds(1);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.TIMED_OUT);
  }

  @Test
  void attachesAfterARestartAndStartsNothing() {
    run();
    now = now.plusSeconds(600);
    on(new RunEvent.Recovered());
    assertThat(effects).containsExactly(new Effect.Attach(HERE, 1, 2, Duration.ZERO));
    assertThat(machine.due(state)).contains(now.plusSeconds(30));
  }

  @Test
  void tellsWhyARunWaitsAlsoAfterALoss() {
    start();
    on(new RunEvent.WaitReasonChanged(ahead(2)));
    assertThat(published().getLast().status()).isEqualTo(new LifecycleStatus.Queued(ahead(2)));
    grantAndAccept(1);
    on(new RunEvent.AttemptLost(1, "gone"));
    now = machine.due(state).orElseThrow();
    on(new RunEvent.TimersDue());
    assertThat(published().getLast().status()).isEqualTo(new LifecycleStatus.Queued(null));
    assertThat(published().getLast().attempt()).isEqualTo(1);
    on(new RunEvent.WaitReasonChanged(ahead(2)));
    assertThat(published().getLast().status()).isEqualTo(new LifecycleStatus.Queued(ahead(2)));
    on(new RunEvent.WaitReasonChanged(ahead(2)));
    assertThat(effects).isEmpty();
  }

  @Test
  void anOrchestratorWithoutMemoryGoesOnAfterWhatIsKnown() {
    on(new RunEvent.StartCommanded(order(), new KnownProgress(7, 2)));
    assertThat(published())
        .singleElement()
        .satisfies(publish -> {
          assertThat(publish.sequence()).isEqualTo(9);
          assertThat(publish.attempt()).isEqualTo(2);
        });
    on(new RunEvent.SlotGranted(HERE));
    assertThat(effects).containsExactly(new Effect.StartAttempt(HERE, 3, 1, Duration.ZERO));
  }

  @Test
  void anOrchestratorWithoutMemoryEndsARunThatIsToStop() {
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO, new KnownProgress(4, 1)));
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
    assertThat(published())
        .singleElement()
        .isEqualTo(new Effect.Publish(6, 1, new LifecycleStatus.Cancelled(false)));
  }

  @Test
  void whatTheCommandKnowsChangesNothingForWhoKnowsMore() {
    run();
    RunState before = state;
    on(new RunEvent.StartCommanded(order(), new KnownProgress(3, 1)));
    assertThat(state).isEqualTo(before);
  }

  @Test
  void aStopThatComesAgainIsAnsweredAgain() {
    run();
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    assertThat(effects)
        .containsExactly(
            new Effect.CountDuplicate(RunEvent.Kind.CANCEL_COMMANDED), new Effect.PublishAgain());
    on(new RunEvent.Cancelled(1, 4, false));
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ZERO));
    assertThat(effects).contains(new Effect.PublishAgain());
    start();
    assertThat(effects).contains(new Effect.PublishAgain());
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
  }

  @Test
  void stopsARunWhoseContactIsLostByItsDeadlineAndFencesTheAttempt() {
    run();
    now = now.plusSeconds(30);
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.LOST_CONTACT);
    on(new RunEvent.CancelCommanded(CancelMode.GRACEFUL, Duration.ofSeconds(5)));
    on(new RunEvent.StreamBroken(1, 1, "reset"));
    assertThat(effects)
        .contains(new Effect.SendCancel(1, CancelMode.GRACEFUL, Duration.ofSeconds(5)));
    now = machine.due(state).orElseThrow();
    on(new RunEvent.TimersDue());
    now = machine.due(state).orElseThrow();
    on(new RunEvent.TimersDue());
    assertThat(state.phase()).isEqualTo(RunPhase.CANCELLED);
    assertThat(effects).contains(new Effect.Abandon(HERE, 1));
    on(new RunEvent.Finished(1, 9, new RunResult(Map.of(), null, false)));
    assertThat(effects).containsExactly(new Effect.CountStale(RunEvent.Kind.FINISHED, 1));
  }

  private void run() {
    start();
    grantAndAccept(1);
  }

  private void start() {
    on(new RunEvent.StartCommanded(order()));
  }

  private RunOrder order() {
    return new RunOrder("p", 0, 3, "lightgbm", Duration.ZERO, now, 0, 0);
  }

  private static WaitReason ahead(int runs) {
    return new WaitReason(WaitReason.Kind.AHEAD, "tabular", runs, null, runs + " ahead of it");
  }

  private void grantAndAccept(int attempt) {
    on(new RunEvent.SlotGranted(HERE));
    on(new RunEvent.Accepted(attempt, 1));
    on(new RunEvent.Started(attempt, 2));
    assertThat(state.phase()).isEqualTo(RunPhase.RUNNING);
  }

  private void on(RunEvent event) {
    Decision decision = machine.decide(state, event, now);
    state = decision.state();
    effects.clear();
    effects.addAll(decision.effects());
    all.addAll(decision.effects());
  }

  private final List<Effect> all = new ArrayList<>();

  private List<Effect.Publish> published() {
    return all.stream()
        .filter(Effect.Publish.class::isInstance)
        .map(Effect.Publish.class::cast)
        .toList();
  }
}
