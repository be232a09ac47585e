package signalbox.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersionRef;

/** How a run's state follows what the orchestrator says. */
final class RunStateTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final UserId USER = new UserId(new UUID(7, 7));
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static RunReport at(int attempt, long sequence, RunReport.Content content) {
    return new RunReport(attempt, sequence, T0.plusSeconds(sequence), content);
  }

  private static RunState changed(RunState.Taken taken) {
    assertThat(taken).isInstanceOf(RunState.Taken.Changed.class);
    return ((RunState.Taken.Changed) taken).state();
  }

  private static RunState running() {
    RunState state = RunState.CREATED;
    state = changed(state.after(at(0, 1, new RunReport.Queued("", 3, 14))));
    state = changed(state.after(at(1, 2, new RunReport.Starting("tabular", "a:1"))));
    return changed(state.after(at(1, 3, new RunReport.Started("tabular", "a:1"))));
  }

  @Test
  void followsATrainingToItsEnd() {
    RunState state = running();
    assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(state.attempt()).isEqualTo(1);
    assertThat(state.instance()).isEqualTo("a:1");
    assertThat(state.startedAt()).isEqualTo(T0.plusSeconds(3));
    state =
        changed(
            state.after(at(1, 4, new RunReport.Succeeded(Map.of("roc_auc", 0.9), null, false))));
    assertThat(state.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(state.summary()).containsEntry("roc_auc", 0.9);
    assertThat(state.endedAt()).isEqualTo(T0.plusSeconds(4));
    assertThat(state.statusSequence()).isEqualTo(4);
  }

  @Test
  void keepsHowASolveCameOut() {
    RunReport.Succeeded infeasible =
        new RunReport.Succeeded(Map.of(), null, false, SolveOutcome.INFEASIBLE);
    RunState state = changed(running().after(at(1, 4, infeasible)));
    assertThat(state.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(state.outcome()).isEqualTo(SolveOutcome.INFEASIBLE);
    assertThat(state.withModel(new ModelVersionRef(new ModelId(new UUID(1, 1)), 1)).outcome())
        .isEqualTo(SolveOutcome.INFEASIBLE);
    assertThat(running().outcome()).isNull();
  }

  @Test
  void aSolutionThatComesAfterTheRequestIsWhatTheStopSaved() {
    RunState state = running().cancelling(CancelMode.GRACEFUL, T0.plusSeconds(10), USER, GRACE);
    state = changed(state.after(at(1, 12, solution("solution.json", ArtifactRole.SOLUTION))));
    state = changed(state.after(at(1, 13, solution("solve.json", ArtifactRole.SOLVE))));
    assertThat(Objects.requireNonNull(state.stop()).savedArtifact()).isEqualTo("solution.json");
  }

  private static RunReport.ArtifactStored solution(String name, ArtifactRole role) {
    return new RunReport.ArtifactStored(
        name, "runs/a/1/" + name, "application/json", 1, "ab", role);
  }

  @Test
  void dropsARepeatedStatus() {
    assertThat(running().after(at(1, 3, new RunReport.Started("tabular", "a:1"))))
        .isInstanceOf(RunState.Taken.Repeated.class);
  }

  @Test
  void refusesAStaleAttempt() {
    RunState state = changed(running().after(at(1, 4, new RunReport.Retrying(1, "gone", T0))));
    state = changed(state.after(at(2, 5, new RunReport.Starting("tabular", "b:1"))));
    assertThat(state.after(at(1, 6, new RunReport.Succeeded(Map.of(), null, false))))
        .isEqualTo(new RunState.Taken.Stale(2));
    assertThat(state.after(at(1, 99, new RunReport.Progressed(1, 1, 1, "row", "x"))))
        .isEqualTo(new RunState.Taken.Stale(2));
  }

  @Test
  void refusesToFinishTwice() {
    RunState done =
        changed(running().after(at(1, 4, new RunReport.Succeeded(Map.of(), null, false))));
    assertThat(done.after(at(1, 5, new RunReport.TimedOut("too long"))))
        .isEqualTo(new RunState.Taken.Illegal(RunStatus.SUCCEEDED, RunStatus.TIMED_OUT));
  }

  @Test
  void refusesACancelledRunThatNobodyCancelled() {
    assertThat(running().after(at(1, 4, new RunReport.Cancelled(true))))
        .isEqualTo(new RunState.Taken.Illegal(RunStatus.RUNNING, RunStatus.CANCELLED));
  }

  @Test
  void believesThatTheOrchestratorHasStoppedARunThatItConducts() {
    RunState queued = changed(RunState.CREATED.after(at(0, 1, new RunReport.Queued("", 0, 0))));
    for (RunState state : List.of(RunState.CREATED, queued, running())) {
      RunReport stopped =
          at(state.attempt(), state.statusSequence() + 1, new RunReport.Cancelled(true));
      RunState.Taken taken = state.after(stopped, true);
      assertThat(changed(taken).status()).isEqualTo(RunStatus.CANCELLED);
      assertThat(((RunState.Taken.Changed) taken).gap()).isFalse();
      assertThat(changed(taken).after(stopped, true)).isInstanceOf(RunState.Taken.Repeated.class);
    }
    RunState done =
        changed(running().after(at(1, 4, new RunReport.Succeeded(Map.of(), null, false))));
    assertThat(done.after(at(1, 5, new RunReport.Cancelled(true)), true))
        .isInstanceOf(RunState.Taken.Illegal.class);
  }

  @Test
  void keepsAStopThatWasAskedForUntilTheEnd() {
    RunState state = changed(RunState.CREATED.after(at(0, 1, new RunReport.Queued("", 0, 0))));
    state = state.cancelling(CancelMode.GRACEFUL, T0, USER, GRACE);
    state = changed(state.after(at(1, 2, new RunReport.Starting("tabular", "a:1"))));
    assertThat(state.status()).isEqualTo(RunStatus.CANCELLING);
    assertThat(state.attempt()).isEqualTo(1);
    state = changed(state.after(at(1, 3, new RunReport.Cancelled(false))));
    assertThat(state.status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void acceptsAGapOnALegalPathAndSaysSo() {
    RunState.Taken taken =
        RunState.CREATED.after(at(1, 3, new RunReport.Started("tabular", "a:1")));
    assertThat(taken).isInstanceOf(RunState.Taken.Changed.class);
    assertThat(((RunState.Taken.Changed) taken).gap()).isTrue();
    assertThat(((RunState.Taken.Changed) taken).state().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void refusesAStepThatTheTableLacks() {
    RunState queued = changed(RunState.CREATED.after(at(0, 1, new RunReport.Queued("", 0, 0))));
    assertThat(queued.after(at(1, 2, new RunReport.Started("tabular", "a:1"))))
        .isEqualTo(new RunState.Taken.Illegal(RunStatus.QUEUED, RunStatus.RUNNING));
  }

  @Test
  void progressIsFencedAndNumberedWithinItsAttempt() {
    RunState state =
        changed(running().after(at(1, 10, new RunReport.Progressed(0.5, 5, 10, "row", "x"))));
    assertThat(state.after(at(1, 10, new RunReport.Progressed(0.5, 5, 10, "row", "x"))))
        .isInstanceOf(RunState.Taken.Repeated.class);
    RunState next =
        changed(state.after(at(2, 1, new RunReport.Progressed(Double.NaN, 1, 10, "row", "x"))));
    assertThat(next.attempt()).isEqualTo(2);
    assertThat(next.progressSequence()).isEqualTo(1);
    assertThat(next.progress()).extracting(Progress::fraction).isEqualTo(0.0);
  }

  @Test
  void progressAfterTheEndIsLate() {
    RunState done = changed(running().after(at(1, 4, new RunReport.TimedOut("too long"))));
    assertThat(done.statusReason()).isEqualTo("too long");
    assertThat(done.after(at(1, 20, new RunReport.Progressed(1, 1, 1, "row", "x"))))
        .isEqualTo(new RunState.Taken.Late(RunStatus.TIMED_OUT));
  }

  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void aStopIsRefusedOnceTheRunHasEnded(RunStatus status) {
    RunState state = inState(status);
    if (status.terminal()) {
      assertThatThrownBy(() -> state.cancelling(CancelMode.KILL, T0, USER, GRACE))
          .isInstanceOfSatisfying(
              SignalboxException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.RUN_ILLEGAL_STATE);
                assertThat(argument(refused, "actual")).isEqualTo(status.word());
                assertThat(argument(refused, "expected"))
                    .isEqualTo(
                        "created, queued, starting, running, lost_contact, retrying, cancelling");
              });
    } else {
      assertThat(state.cancelling(CancelMode.KILL, T0, USER, GRACE).status())
          .isEqualTo(RunStatus.CANCELLING);
    }
  }

  @Test
  void aStopIsFollowedStepByStep() {
    RunState state = running().cancelling(CancelMode.GRACEFUL, T0.plusSeconds(10), USER, GRACE);
    assertThat(state.stop())
        .isEqualTo(
            new Stop(
                CancelMode.GRACEFUL,
                T0.plusSeconds(10),
                USER,
                null,
                null,
                null,
                null,
                null,
                T0.plusSeconds(40)));
    state =
        changed(state.after(at(1, 11, new RunReport.CancelDelivered(CancelMode.GRACEFUL, "a:1"))));
    state = changed(state.after(at(1, 12, new RunReport.CancelAcknowledged(CancelMode.GRACEFUL))));
    state = changed(state.after(at(1, 13, new RunReport.CheckpointSaved("best.zip", 7))));
    state =
        changed(state.after(at(1, 14, new RunReport.Succeeded(Map.of("auc", 0.9), null, true))));
    assertThat(state.stop())
        .isEqualTo(
            new Stop(
                CancelMode.GRACEFUL,
                T0.plusSeconds(10),
                USER,
                T0.plusSeconds(11),
                T0.plusSeconds(12),
                T0.plusSeconds(13),
                "best.zip",
                T0.plusSeconds(14),
                T0.plusSeconds(40)));
  }

  @Test
  void aGracefulStopMayBecomeAKillButNotTheOtherWayRound() {
    RunState graceful = running().cancelling(CancelMode.GRACEFUL, T0, USER, GRACE);
    assertThat(graceful.cancelling(CancelMode.GRACEFUL, T0.plusSeconds(1), USER, GRACE))
        .isSameAs(graceful);
    RunState kill = graceful.cancelling(CancelMode.KILL, T0.plusSeconds(5), USER, GRACE);
    Stop stop = Objects.requireNonNull(kill.stop());
    assertThat(stop.mode()).isEqualTo(CancelMode.KILL);
    assertThat(stop.requestedAt()).isEqualTo(T0);
    assertThat(stop.killAt()).isEqualTo(T0.plusSeconds(5));
    assertThat(kill.cancelling(CancelMode.GRACEFUL, T0.plusSeconds(6), USER, GRACE)).isSameAs(kill);
    RunState late =
        changed(kill.after(at(1, 12, new RunReport.CancelAcknowledged(CancelMode.GRACEFUL))));
    assertThat(Objects.requireNonNull(late.stop()).acknowledgedAt()).isNull();
  }

  @Test
  void aCheckpointFromBeforeTheStopIsNotWhatTheStopSaved() {
    RunState state = running().cancelling(CancelMode.GRACEFUL, T0.plusSeconds(20), USER, GRACE);
    state = changed(state.after(at(1, 12, new RunReport.CheckpointSaved("old.zip", 1))));
    assertThat(Objects.requireNonNull(state.stop()).savedArtifact()).isNull();
  }

  @Test
  void knowsWhyItWaitsAndForgetsItOnceItDoesNot() {
    WaitReason ahead = new WaitReason(WaitReason.Kind.AHEAD, "tabular", 2, null, "");
    RunState state =
        changed(RunState.CREATED.after(at(0, 1, new RunReport.Queued("", 0, 0, ahead))));
    assertThat(state.waitReason()).isEqualTo(ahead);
    assertThat(state.statusReason()).isEqualTo("2 ahead of it.");
    state = changed(state.after(at(1, 2, new RunReport.Starting("tabular", "a:1"))));
    assertThat(state.waitReason()).isNull();
    Instant next = T0.plusSeconds(60);
    state = changed(state.after(at(1, 3, new RunReport.Retrying(1, "gone", next))));
    assertThat(Objects.requireNonNull(state.waitReason()).until()).isEqualTo(next);
    state = changed(state.after(at(1, 4, new RunReport.Queued("", 0, 0, ahead))));
    assertThat(state.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(state.waitReason()).isEqualTo(ahead);
  }

  @Test
  void believesTheEndFromAnOrchestratorThatForgotTheRun() {
    RunState state = running().cancelling(CancelMode.KILL, T0, USER, GRACE);
    RunState ended = changed(state.after(at(1, 1, new RunReport.Cancelled(true))));
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.statusSequence()).isEqualTo(3);
    assertThat(ended.after(at(1, 1, new RunReport.Cancelled(true))))
        .isInstanceOf(RunState.Taken.Repeated.class);
  }

  @Test
  void countsRefusedEventsAndRemembersWhenAServiceFirstAndLastSpoke() {
    RunState state = running().refusing(2).refusing(3);
    assertThat(state.staleEvents()).isEqualTo(5);
    state = changed(state.after(at(1, 30, new RunReport.Progressed(0.5, 1, 2, "row", "x"))));
    assertThat(state.firstEventAt()).isEqualTo(T0.plusSeconds(3));
    assertThat(state.lastEventAt()).isEqualTo(T0.plusSeconds(30));
  }

  @Test
  void saysWhichStatesAnActionNeeds() {
    assertThatThrownBy(
            () -> RunState.CREATED.require(Set.of(RunStatus.FAILED, RunStatus.CANCELLED)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            refused -> assertThat(argument(refused, "expected")).isEqualTo("failed, cancelled"));
  }

  private static String argument(SignalboxException refused, String name) {
    return Objects.requireNonNull(refused.arguments().get(name)).text();
  }

  private static RunState inState(RunStatus status) {
    RunState base = RunState.CREATED;
    return new RunState(
        status,
        null,
        base.attempt(),
        null,
        null,
        null,
        0,
        Map.of(),
        null,
        false,
        null,
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        0,
        null,
        null);
  }
}
