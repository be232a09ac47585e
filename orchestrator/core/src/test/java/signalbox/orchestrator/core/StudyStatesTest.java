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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.TransitionTable.Transition;

/** The table and the machine say the same: every row can be walked, and nothing else can. */
class StudyStatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Placement TUNING = new Placement("tuning", "127.0.0.1:9");
  private static final StudyOrder ORDER =
      new StudyOrder(
          List.of(new StudyOrder.Objective("auc", true)), List.of(), Duration.ofHours(1));
  private static final StudyTally ONE_RUNS = new StudyTally(1, 0, 0, 0, 0, 0, null);
  private static final StudyTally TWO_RUN = new StudyTally(2, 0, 0, 0, 0, 0, null);
  private static final StudyTally ONE_COMPLETED = new StudyTally(1, 0, 1, 0, 0, 0, 0.9);
  private static final StudyTally ONE_FAILED = new StudyTally(1, 0, 0, 0, 1, 0, null);

  private final StudyMachine machine = new StudyMachine(StudyPolicy.DEFAULT, () -> 0.5);

  @Test
  void everyTransitionOfTheTableIsWalkedAndNoOther() {
    Set<Transition<StudyPhase, StudyEvent.Kind>> moved = new HashSet<>();
    for (StudyPhase phase : StudyPhase.values()) {
      for (StudyState state : statesIn(phase)) {
        events().forEach(event -> walk(state, event, moved));
      }
      for (StudyState state : statesAfterACrash(phase)) {
        walk(state, new StudyEvent.Recovered(), moved);
      }
    }
    assertThat(moved).containsExactlyInAnyOrderElementsOf(StudyStates.transitions());
  }

  @Test
  void noTransitionLeavesAnEnd() {
    assertThat(StudyStates.transitions()).noneMatch(row -> row.from().terminal());
  }

  @Test
  void everyPhaseButTheFirstIsReached() {
    Set<StudyPhase> reached = EnumSet.of(StudyPhase.CREATED);
    StudyStates.transitions().forEach(row -> reached.add(row.to()));
    assertThat(reached).containsExactlyInAnyOrder(StudyPhase.values());
  }

  @Test
  void theDiagramNamesEveryPhase() {
    String diagram = StudyStates.toMermaid();
    assertThat(diagram).startsWith("stateDiagram-v2\n  [*] --> CREATED\n");
    for (StudyPhase phase : StudyPhase.values()) {
      assertThat(diagram).contains(phase.name());
    }
    assertThat(diagram)
        .contains("  QUEUED --> SEARCHING: recovered, suggested\n")
        .contains("  SUCCEEDED --> [*]\n")
        .doesNotContain("SEARCHING --> SEARCHING");
  }

  private void walk(
      StudyState state, StudyEvent event, Set<Transition<StudyPhase, StudyEvent.Kind>> moved) {
    StudyDecision decision = machine.decide(state, event, NOW);
    if (!decision.state().equals(state)
        || !decision.effects().stream().allMatch(StudyStatesTest::onlyCounts)) {
      moved.add(new Transition<>(state.phase(), event.kind(), decision.state().phase()));
    }
  }

  private static boolean onlyCounts(StudyEffect effect) {
    return switch (effect) {
      case StudyEffect.CountDuplicate _, StudyEffect.CountStale _, StudyEffect.PublishAgain _ ->
          true;
      case StudyEffect.Publish _,
          StudyEffect.TellChange _,
          StudyEffect.BeginTrial _,
          StudyEffect.StopTrial _,
          StudyEffect.Ask _ ->
          false;
    };
  }

  // ---------------------------------------------------------------------------------------- states

  private static List<StudyState> statesIn(StudyPhase phase) {
    List<StudyState> states = new ArrayList<>();
    switch (phase) {
      case CREATED -> states.add(StudyState.created("s"));
      case QUEUED -> {
        for (StudyTalk talk : List.of(busy(1), busy(60))) {
          states.add(state(phase, StudyTally.NOTHING, Map.of(), 3, talk, null));
        }
      }
      case SEARCHING -> {
        for (long minutes : new long[] {1, 120}) {
          Instant startedAt = NOW.minus(Duration.ofMinutes(minutes));
          for (StudyTalk talk : List.of(busy(1), busy(60))) {
            states.add(state(phase, ONE_RUNS, running(1), 3, talk, startedAt));
            states.add(state(phase, ONE_COMPLETED, Map.of(), 3, talk, startedAt));
            states.add(state(phase, ONE_FAILED, Map.of(), 3, talk, startedAt));
          }
          states.add(state(phase, ONE_RUNS, running(1), 1, StudyTalk.NOTHING, startedAt));
        }
      }
      case STOPPING -> {
        for (StudyTalk talk : List.of(busy(1), busy(60))) {
          states.add(state(phase, ONE_RUNS, running(1), 3, talk, NOW));
          states.add(state(phase, TWO_RUN, running(2), 3, talk, NOW));
        }
      }
      case CANCELLING -> {
        for (int number : new int[] {1, 2}) {
          Map<Integer, TrialStop> running = running(number);
          running.replaceAll((_, _) -> TrialStop.CANCELLED);
          StudyTally tally = number == 1 ? ONE_RUNS : TWO_RUN;
          states.add(state(phase, tally, running, 3, StudyTalk.NOTHING, NOW));
        }
      }
      case SUCCEEDED, FAILED, CANCELLED ->
          states.add(state(phase, ONE_COMPLETED, Map.of(), 1, StudyTalk.NOTHING, NOW));
    }
    return states;
  }

  /**
   * What a process that died has left: the trials have begun or ended, the study's own change is
   * not stored.
   */
  private static List<StudyState> statesAfterACrash(StudyPhase phase) {
    return switch (phase) {
      case SEARCHING, STOPPING, CANCELLING ->
          List.of(
              state(phase, ONE_COMPLETED, Map.of(), 1, StudyTalk.NOTHING, NOW),
              state(phase, ONE_FAILED, Map.of(), 1, StudyTalk.NOTHING, NOW),
              state(phase, ONE_RUNS, running(1), 1, StudyTalk.NOTHING, NOW));
      case QUEUED -> List.of(state(phase, ONE_RUNS, running(1), 3, StudyTalk.NOTHING, null));
      case CREATED, SUCCEEDED, FAILED, CANCELLED -> List.of();
    };
  }

  private static StudyState state(
      StudyPhase phase,
      StudyTally tally,
      Map<Integer, TrialStop> running,
      int trials,
      StudyTalk talk,
      @Nullable Instant startedAt) {
    return new StudyState(
        "s",
        phase,
        ORDER,
        phase == StudyPhase.QUEUED ? 0 : 1,
        9,
        new StudySettings(1, false, phase == StudyPhase.STOPPING, 2, trials, List.of()),
        tally,
        new TreeMap<>(running),
        List.of(),
        false,
        talk,
        startedAt,
        false);
  }

  private static Map<Integer, TrialStop> running(int trials) {
    Map<Integer, TrialStop> running = new TreeMap<>();
    for (int number = 0; number < trials; number++) {
      running.put(number, TrialStop.NONE);
    }
    return running;
  }

  private static StudyTalk busy(long seconds) {
    return new StudyTalk(
        1, 2, NOW.minusSeconds(seconds), false, false, false, StudyTalk.MOST, 0, null, "");
  }

  // ---------------------------------------------------------------------------------------- events

  private static List<StudyEvent> events() {
    List<StudyEvent> events = new ArrayList<>();
    StudySettings settings = StudySettings.ordered(2, 3, List.of());
    events.add(new StudyEvent.StartCommanded(ORDER, settings, KnownProgress.NOTHING));
    events.add(new StudyEvent.StartCommanded(ORDER, settings, new KnownProgress(7, 1)));
    for (boolean stopping : new boolean[] {false, true}) {
      events.add(
          new StudyEvent.ChangeCommanded(
              new StudySettings(5, false, stopping, 2, 3, List.of()), List.of(0)));
    }
    for (CancelMode mode : CancelMode.values()) {
      events.add(new StudyEvent.CancelCommanded(mode, Duration.ZERO));
    }
    for (long ask : new long[] {1, 7}) {
      events.add(new StudyEvent.Suggested(ask, TUNING, List.of("{}"), List.of(), false));
      events.add(new StudyEvent.Suggested(ask, TUNING, List.of(), List.of(), true));
      events.add(new StudyEvent.StoryHeard(ask, List.of()));
      events.add(new StudyEvent.SuggestFailed(ask, "No tuning service answers.", false));
      events.add(new StudyEvent.DefinitionRefused(ask, "parameters: must not be empty"));
    }
    events.add(
        new StudyEvent.TrialEnded(
            0, new TrialResult(TrialOutcome.COMPLETED, List.of(0.9), List.of(), "")));
    events.add(new StudyEvent.TrialEnded(0, TrialResult.of(TrialOutcome.FAILED)));
    events.add(new StudyEvent.Reported());
    events.add(new StudyEvent.TimersDue());
    events.add(new StudyEvent.Recovered());
    return events;
  }
}
