package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.TransitionTable.Transition;

/** The table and the machine say the same: every row can be walked, and nothing else can. */
class RunStatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Placement HERE = new Placement("tabular", "127.0.0.1:1");
  private final RunMachine machine = new RunMachine(RunPolicy.DEFAULT, () -> 0.5);

  @Test
  void everyTransitionOfTheTableIsWalkedAndNoOther() {
    Set<Transition<RunPhase, RunEvent.Kind>> moved = new HashSet<>();
    for (RunPhase phase : RunPhase.values()) {
      for (RunState state : statesIn(phase)) {
        for (RunEvent event : events()) {
          Decision decision = machine.decide(state, event, NOW);
          if (!decision.state().equals(state)
              || !decision.effects().stream().allMatch(RunStatesTest::onlyCounts)) {
            moved.add(new Transition<>(phase, event.kind(), decision.state().phase()));
          }
        }
      }
    }
    assertThat(moved).containsExactlyInAnyOrderElementsOf(RunStates.transitions());
  }

  @Test
  void noTransitionLeavesAnEnd() {
    assertThat(RunStates.transitions()).noneMatch(row -> row.from().terminal());
  }

  @Test
  void everyPhaseButTheFirstIsReached() {
    Set<RunPhase> reached = EnumSet.of(RunPhase.CREATED);
    RunStates.transitions().forEach(row -> reached.add(row.to()));
    assertThat(reached).containsExactlyInAnyOrder(RunPhase.values());
  }

  @Test
  void theDiagramNamesEveryPhase() {
    String diagram = RunStates.toMermaid();
    assertThat(diagram).startsWith("stateDiagram-v2\n  [*] --> CREATED\n");
    for (RunPhase phase : RunPhase.values()) {
      assertThat(diagram).contains(phase.name());
    }
    assertThat(diagram)
        .contains("  RUNNING --> LOST_CONTACT: timers due\n")
        .contains("  SUCCEEDED --> [*]\n")
        .doesNotContain("RUNNING --> RUNNING");
  }

  private static boolean onlyCounts(Effect effect) {
    return switch (effect) {
      case Effect.CountDuplicate _, Effect.CountStale _, Effect.PublishAgain _ -> true;
      case Effect.Publish _,
          Effect.StartAttempt _,
          Effect.Attach _,
          Effect.SendCancel _,
          Effect.Abandon _,
          Effect.CloseStream _ ->
          false;
    };
  }

  private static List<RunState> statesIn(RunPhase phase) {
    List<RunState> states = new ArrayList<>();
    RunOrder order =
        new RunOrder("p", 0, 3, "lightgbm", Duration.ofMinutes(5), NOW.minusSeconds(500), 0, 0);
    for (int losses : new int[] {0, 2}) {
      for (long silence : new long[] {1, 40, 100}) {
        for (long running : new long[] {10, 1000}) {
          // Of an offer the same flag stands for a stream that broke.
          for (boolean killing : new boolean[] {false, true}) {
            states.add(
                new RunState(
                    "r",
                    phase,
                    phase == RunPhase.CREATED ? null : order,
                    phase == RunPhase.CREATED || phase == RunPhase.QUEUED ? 0 : 1,
                    1,
                    phase == RunPhase.OFFERED && killing,
                    losses,
                    1,
                    phase.holdsSlot() ? HERE : null,
                    0,
                    NOW.minusSeconds(silence),
                    NOW.minusSeconds(silence - 50),
                    NOW.minusSeconds(running),
                    killing,
                    null));
          }
        }
      }
    }
    return states;
  }

  private static List<RunEvent> events() {
    List<RunEvent> events = new ArrayList<>();
    events.add(
        new RunEvent.StartCommanded(new RunOrder("p", 0, 3, "lightgbm", Duration.ZERO, NOW, 0, 0)));
    for (CancelMode mode : CancelMode.values()) {
      events.add(new RunEvent.CancelCommanded(mode, Duration.ZERO));
    }
    events.add(
        new RunEvent.WaitReasonChanged(
            new WaitReason(WaitReason.Kind.AHEAD, "tabular", 1, null, "1 ahead of it")));
    events.add(new RunEvent.SlotGranted(HERE));
    events.add(new RunEvent.Refused(1, 1, "no slot"));
    events.add(new RunEvent.Accepted(1, 1));
    events.add(new RunEvent.Started(1, 2));
    events.add(new RunEvent.Contacted(1, 3));
    events.add(new RunEvent.Finished(1, 4, new RunResult(Map.of(), null, false)));
    for (RunFailure.Kind kind : RunFailure.Kind.values()) {
      events.add(new RunEvent.Failed(1, 4, RunFailure.of(kind, "code", "It failed.")));
    }
    events.add(new RunEvent.Cancelled(1, 4, true));
    events.add(new RunEvent.StreamBroken(1, 1, "reset"));
    events.add(new RunEvent.AttemptLost(1, "unknown there"));
    events.add(new RunEvent.TimersDue());
    events.add(new RunEvent.Recovered());
    return events;
  }
}
