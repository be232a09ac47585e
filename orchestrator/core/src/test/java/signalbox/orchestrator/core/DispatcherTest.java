package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String A = "127.0.0.1:1";
  private static final String B = "127.0.0.1:2";

  private final RunMachine machine = new RunMachine(RunPolicy.DEFAULT, () -> 0.5);
  private final Dispatcher dispatcher = new Dispatcher();
  private final Map<String, RunState> runs = new HashMap<>();
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
    assertThat(dispatcher.next().orElseThrow().placement().instance()).isEqualTo(B);
  }

  @Test
  void asksAnInstanceThatRefusedOnlyAfterItWasHeardOfAgain() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    queue("r1", "p", 0, "lightgbm");
    dispatcher.full(A);
    assertThat(dispatcher.next()).isEmpty();
    dispatcher.instance(up(A, 1, "lightgbm"));
    assertThat(dispatcher.next()).isPresent();
  }

  @Test
  void saysWhyARunWaits() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    dispatcher.instance(
        new InstanceView(
            "tuning", B, Set.of("tpe"), 1, false, "is down", NOW.plus(Duration.ofSeconds(8))));
    queue("r1", "p", 0, "lightgbm");
    queue("r2", "p", 0, "lightgbm");
    queue("r3", "p", 0, "lightgbm");
    queue("r4", "p", 0, "tpe");
    queue("r5", "p", 0, "nothing");
    assertThat(drain()).containsExactly("r1");
    Map<String, WaitReason> reasons = dispatcher.reasons(NOW, 100);
    assertThat(reasons.get("r2")).isEqualTo(new WaitReason("next", "next in line"));
    assertThat(reasons.get("r3")).isEqualTo(new WaitReason("ahead:1", "1 ahead of it"));
    assertThat(reasons.get("r4"))
        .isEqualTo(
            new WaitReason("service tuning is down", "service tuning is down, next probe in 8 s"));
    assertThat(reasons.get("r5"))
        .isEqualTo(new WaitReason("no service offers nothing", "no service offers nothing"));
  }

  @Test
  void keepsTheOrderOfTenThousand() {
    dispatcher.instance(up(A, 1, "lightgbm"));
    for (int i = 0; i < 10_000; i++) {
      queue("r%05d".formatted(i), "p" + i % 7, 0, "lightgbm");
    }
    assertThat(dispatcher.queued()).isEqualTo(10_000);
    assertThat(dispatcher.reasons(NOW, 10_000)).hasSize(10_000);
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      List<String> next = drain();
      assertThat(next).hasSize(1);
      started.addAll(next);
      end(next.getFirst());
    }
    assertThat(started).isSorted();
  }

  private void queue(String runId, String project, int priority, String algorithm) {
    RunOrder order =
        new RunOrder(
            project, priority, 3, algorithm, Duration.ZERO, NOW.plusMillis(arrivals++), 0, 0);
    apply(runId, new RunEvent.StartCommanded(order));
  }

  private List<String> drain() {
    List<String> started = new ArrayList<>();
    for (Optional<Grant> grant = dispatcher.next(); grant.isPresent(); grant = dispatcher.next()) {
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
        machine.decide(runs.getOrDefault(runId, RunState.created(runId)), event, NOW).state();
    runs.put(runId, state);
    dispatcher.update(state);
  }

  private static InstanceView up(String instance, int slots, String... algorithms) {
    return new InstanceView("tabular", instance, Set.of(algorithms), slots, true, "", null);
  }
}
