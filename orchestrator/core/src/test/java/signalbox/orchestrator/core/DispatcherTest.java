package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final RetryBudget.Policy BUDGET = new RetryBudget.Policy(0, 6, 4);
  private static final String A = "127.0.0.1:1";
  private static final String B = "127.0.0.1:2";
  private static final String C = "127.0.0.1:3";

  private final RunMachine machine = new RunMachine(RunPolicy.DEFAULT, () -> 0.5);
  private final Dispatcher dispatcher = new Dispatcher(BUDGET);
  private final Map<String, RunState> runs = new HashMap<>();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private int arrivals;

  @Test
  void offersNoMoreThanTheSlots() {
    dispatcher.instance(up(A, 2, "lightgbm"));
    queue("r1", "p", 0, "lightgbm");
    queue("r2", "p", 0, "lightgbm");
    queue("r3", "p", 0, "lightgbm");
    assertThat(drain()).containsExactly("r1", "r2");
    end("r1");
    assertThat(drain()).containsExactly("r3");
  }

  @Test
  void putsPriorityBeforeFairnessAndFairnessBeforeArrival() {
    dispatcher.instance(up(A, 5, "lightgbm"));
    queue("a1", "a", 0, "lightgbm");
    queue("a2", "a", 0, "lightgbm");
    queue("a3", "a", 0, "lightgbm");
    queue("b1", "b", 0, "lightgbm");
    queue("a4", "a", 5, "lightgbm");
    assertThat(drain()).containsExactly("a4", "b1", "a1", "a2", "a3");
  }

  @Test
  void oneFullServiceDelaysNoOther() {
    dispatcher.instance(up(A, 0, "lightgbm"));
    dispatcher.instance(up(B, 1, "ridge"));
    queue("r1", "p", 9, "lightgbm");
    queue("r2", "p", 0, "ridge");
    assertThat(drain()).containsExactly("r2");
  }

  @Test
  void choosesTheEmptierInstance() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    dispatcher.instance(up(B, 2, "lightgbm"));
    queue("r1", "p", 0, "lightgbm");
    assertThat(dispatcher.next(now).orElseThrow().placement().instance()).isEqualTo(B);
  }

  @Test
  void asksAnInstanceThatRefusedOnlyAfterItWasHeardOfAgain() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    queue("r1", "p", 0, "lightgbm");
    dispatcher.full(A);
    assertThat(dispatcher.next(now)).isEmpty();
    dispatcher.instance(up(A, 1, "lightgbm"));
    assertThat(dispatcher.next(now)).isPresent();
  }

  @Test
  void anInstanceThatRefusedStaysFullWhenTheRefusedRunComesBack() {
    dispatcher.instance(up(A, 2, "lightgbm"));
    queue("r1", "p", 0, "lightgbm");
    assertThat(drain()).containsExactly("r1");
    dispatcher.full(A);
    apply("r1", new RunEvent.Refused(1, 1, "no slot"));
    assertThat(dispatcher.queued()).isEqualTo(1);
    assertThat(dispatcher.next(now)).isEmpty();
  }

  @Test
  void neverExceedsTheLimitOfAProjectAndHoldsUpNobodyElse() {
    dispatcher.instance(up(A, 4, "lightgbm"));
    dispatcher.project(new ProjectLimits("a", 2, 1));
    for (int i = 1; i <= 3; i++) {
      queue("a" + i, "a", 9, "lightgbm");
    }
    queue("b1", "b", 0, "lightgbm");
    assertThat(drain()).containsExactly("a1", "a2", "b1");
    assertThat(reason("a3").kind()).isEqualTo(WaitReason.Kind.PROJECT_LIMIT);
    assertThat(reason("a3").text()).isEqualTo("the project executes as many runs as it may: 2");
    end("a1");
    assertThat(drain()).containsExactly("a3");
    dispatcher.project(ProjectLimits.none("a"));
    queue("a4", "a", 0, "lightgbm");
    assertThat(drain()).containsExactly("a4");
  }

  @Test
  void runsElsewhereCountForLimitsSharesAndSlots() {
    dispatcher.instance(up(A, 3, "lightgbm"));
    dispatcher.project(new ProjectLimits("a", 2, 1));
    dispatcher.elsewhere("x1", "a", new Placement("tabular", A));
    queue("a1", "a", 0, "lightgbm");
    queue("a2", "a", 0, "lightgbm");
    queue("b1", "b", 0, "lightgbm");
    assertThat(drain()).containsExactly("b1", "a1");
    assertThat(dispatcher.slotsUsed(A)).isEqualTo(2);
    dispatcher.forget("x1");
    assertThat(drain()).containsExactly("a2");
  }

  @Test
  void slotsAreSharedByWeight() {
    dispatcher.instance(up(A, 8, "lightgbm"));
    dispatcher.project(new ProjectLimits("a", 0, 3));
    for (int i = 0; i < 20; i++) {
      queue("b%02d".formatted(i), "b", 0, "lightgbm");
      queue("a%02d".formatted(i), "a", 0, "lightgbm");
    }
    assertThat(drain()).filteredOn(run -> run.startsWith("a")).hasSize(6);
  }

  @Test
  void oneSlotIsSharedByWeightToo() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    dispatcher.project(new ProjectLimits("a", 0, 3));
    for (int i = 0; i < 400; i++) {
      queue("a%03d".formatted(i), "a", 0, "lightgbm");
      queue("b%03d".formatted(i), "b", 0, "lightgbm");
    }
    Map<Character, Integer> starts = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      String run = drain().getFirst();
      starts.merge(run.charAt(0), 1, Integer::sum);
      end(run);
    }
    assertThat(starts).containsExactlyInAnyOrderEntriesOf(Map.of('a', 300, 'b', 100));
  }

  @Test
  void whoComesLateHasSavedNoTurns() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    for (int i = 0; i < 100; i++) {
      queue("a%03d".formatted(i), "a", 0, "lightgbm");
    }
    for (int i = 0; i < 50; i++) {
      end(drain().getFirst());
    }
    for (int i = 0; i < 50; i++) {
      queue("b%03d".formatted(i), "b", 0, "lightgbm");
    }
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      started.add(drain().getFirst());
      end(started.getLast());
    }
    assertThat(started).filteredOn(run -> run.startsWith("b")).hasSize(5);
  }

  @Test
  void aServiceThatLosesAttemptsGetsRetriesSlowly() {
    dispatcher.instance(up(A, 100, "lightgbm"));
    for (int i = 0; i < 10; i++) {
      queue("r" + i, "p", 0, "lightgbm");
    }
    drain();
    for (int i = 0; i < 10; i++) {
      apply("r" + i, new RunEvent.AttemptLost(1, "gone"));
      now = machine.due(state("r" + i)).orElseThrow();
      apply("r" + i, new RunEvent.TimersDue());
    }
    queue("fresh", "p", 0, "lightgbm");
    // Full at the beginning, and capped there.
    assertThat(drain()).hasSize(5).contains("fresh");
    WaitReason reason = reason("r9");
    assertThat(reason.kind()).isEqualTo(WaitReason.Kind.RETRY_BUDGET);
    assertThat(reason.until()).isAfter(now).isBeforeOrEqualTo(now.plusSeconds(10));
    now = now.plusSeconds(10);
    assertThat(drain()).hasSize(1);
    now = now.plusSeconds(3_600);
    assertThat(drain()).hasSize(4);
  }

  @Test
  void aRefusedRetryCostsNothing() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    queue("r", "p", 0, "lightgbm");
    drain();
    apply("r", new RunEvent.Accepted(1, 1));
    apply("r", new RunEvent.AttemptLost(1, "gone"));
    now = machine.due(state("r")).orElseThrow();
    apply("r", new RunEvent.TimersDue());
    for (int i = 2; i < 20; i++) {
      assertThat(drain()).containsExactly("r");
      apply("r", new RunEvent.Refused(2, state("r").offers(), "no slot"));
    }
    assertThat(dispatcher.retriesLeft("tabular", now)).isEqualTo(4);
  }

  @Test
  void saysWhyARunWaits() {
    Instant probe = now.plus(Duration.ofSeconds(8));
    dispatcher.instance(up(A, 1, "lightgbm"));
    dispatcher.instance(
        new InstanceView("tuning", B, Set.of("tpe"), 1, InstanceView.Trouble.DOWN, probe));
    dispatcher.instance(
        new InstanceView("solving", C, Set.of("mip"), 1, InstanceView.Trouble.BREAKER_OPEN, probe));
    queue("r1", "p", 0, "lightgbm");
    queue("r2", "p", 0, "lightgbm");
    queue("r3", "p", 0, "lightgbm");
    queue("r4", "p", 0, "tpe");
    queue("r5", "p", 0, "nothing");
    queue("r6", "p", 0, "mip");
    assertThat(drain()).containsExactly("r1");
    assertThat(reason("r2"))
        .isEqualTo(
            new WaitReason(
                WaitReason.Kind.SLOTS,
                "tabular",
                0,
                null,
                "next in line; all slots of service tabular are in use"));
    assertThat(reason("r3"))
        .isEqualTo(new WaitReason(WaitReason.Kind.AHEAD, "tabular", 1, null, "1 ahead of it"));
    assertThat(reason("r4"))
        .isEqualTo(
            new WaitReason(
                WaitReason.Kind.SERVICE_DOWN, "tuning", 0, probe, "service tuning is down"));
    assertThat(reason("r5"))
        .isEqualTo(
            new WaitReason(WaitReason.Kind.NO_SERVICE, "", 0, null, "no service offers nothing"));
    assertThat(reason("r6").kind()).isEqualTo(WaitReason.Kind.BREAKER_OPEN);
    assertThat(reason("r6").until()).isEqualTo(probe);
  }

  @Test
  void farBackOnlyFewPlacesAreNewsWhenTheQueueMoves() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    for (int i = 0; i <= 10_000; i++) {
      queue("r%05d".formatted(i), "p", 0, "lightgbm");
    }
    end(drain().getFirst());
    Map<String, WaitReason> before = reasons();
    end(drain().getFirst());
    Map<String, WaitReason> after = reasons();
    long news =
        after.entrySet().stream()
            .filter(
                entry -> entry.getValue().isNewsAfter(before.get(entry.getKey()), Duration.ZERO))
            .count();
    // The first ten, and one at each round number behind them.
    assertThat(news).isBetween(10L, 45L);
  }

  @Test
  void aProbeThatMovedOnIsToldOnlyNowAndThen() {
    WaitReason first =
        new WaitReason(WaitReason.Kind.SERVICE_DOWN, "tabular", 0, now, "service tabular is down");
    WaitReason next =
        new WaitReason(
            WaitReason.Kind.SERVICE_DOWN,
            "tabular",
            0,
            now.plusSeconds(5),
            "service tabular is down");
    assertThat(next.isNewsAfter(first, Duration.ofSeconds(29))).isFalse();
    assertThat(next.isNewsAfter(first, Duration.ofSeconds(30))).isTrue();
    assertThat(first.isNewsAfter(first, Duration.ofDays(1))).isFalse();
    assertThat(first.isNewsAfter(null, Duration.ZERO)).isTrue();
  }

  @Test
  void keepsTheOrderOfTenThousand() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    for (int i = 0; i < 10_000; i++) {
      queue("r%05d".formatted(i), "p" + i % 7, 0, "lightgbm");
    }
    assertThat(dispatcher.queued()).isEqualTo(10_000);
    assertThat(reasons()).hasSize(10_000);
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      List<String> next = drain();
      assertThat(next).hasSize(1);
      started.addAll(next);
      end(next.getFirst());
    }
    assertThat(started).isSorted();
  }

  private Map<String, WaitReason> reasons() {
    Map<String, WaitReason> reasons = new HashMap<>();
    dispatcher
        .reasons(now, 10_000)
        .forEach(waiting -> reasons.put(waiting.runId(), waiting.reason()));
    return reasons;
  }

  private WaitReason reason(String runId) {
    return Objects.requireNonNull(reasons().get(runId));
  }

  private RunState state(String runId) {
    return runs.getOrDefault(runId, RunState.created(runId));
  }

  private void queue(String runId, String project, int priority, String algorithm) {
    RunOrder order =
        new RunOrder(
            project, priority, 3, algorithm, Duration.ZERO, now.plusMillis(arrivals++), 0, 0);
    apply(runId, new RunEvent.StartCommanded(order));
  }

  private List<String> drain() {
    List<String> started = new ArrayList<>();
    for (Optional<Grant> grant = dispatcher.next(now);
        grant.isPresent();
        grant = dispatcher.next(now)) {
      started.add(grant.get().runId());
      apply(grant.get().runId(), new RunEvent.SlotGranted(grant.get().placement()));
    }
    return started;
  }

  private void end(String runId) {
    apply(runId, new RunEvent.Finished(1, 1, new RunResult(Map.of(), null, false)));
  }

  private void apply(String runId, RunEvent event) {
    RunState state =
        machine.decide(runs.getOrDefault(runId, RunState.created(runId)), event, now).state();
    runs.put(runId, state);
    dispatcher.update(state, now);
  }

  private static InstanceView up(String instance, int slots, String... algorithms) {
    return new InstanceView(
        "tabular", instance, Set.of(algorithms), slots, InstanceView.Trouble.NONE, null);
  }
}
