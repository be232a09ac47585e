package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Seeded histories of machine, dispatcher and two simulated instances under random faults, with
 * every invariant checked at every step. {@code -Dsignalbox.simulation.histories=10000} runs more,
 * {@code -Dsignalbox.simulation.seed=S} runs one again.
 */
class SimulationTest {
  private static final int HISTORIES = Integer.getInteger("signalbox.simulation.histories", 2_000);

  @Test
  void everyHistoryKeepsTheRules() {
    Long one = Long.getLong("signalbox.simulation.seed");
    if (one != null) {
      replay(one);
      return;
    }
    int succeeded = 0;
    int lost = 0;
    int cancelled = 0;
    for (long seed = 1; seed <= HISTORIES; seed++) {
      World world = replay(seed);
      succeeded += world.count(RunPhase.SUCCEEDED);
      lost += world.losses;
      cancelled += world.count(RunPhase.CANCELLED);
    }
    // A simulation in which nothing goes well, or nothing goes wrong, shows nothing.
    assertThat(succeeded).isGreaterThan(HISTORIES);
    assertThat(lost).isGreaterThan(HISTORIES / 2);
    assertThat(cancelled).isGreaterThan(HISTORIES / 10);
  }

  private static World replay(long seed) {
    World world = new World(seed);
    try {
      world.live();
      return world;
    } catch (AssertionError | RuntimeException broken) {
      return fail("seed " + seed + " at step " + world.step + ": " + broken.getMessage(), broken);
    }
  }

  /** One attempt as an instance executes it. */
  private static final class Execution {
    final String runId;
    final int attempt;
    int said;
    boolean stopped;

    Execution(String runId, int attempt) {
      this.runId = runId;
      this.attempt = attempt;
    }
  }

  /** A simulated ML service: starts and attaches by (run, attempt), refuses what is older. */
  private static final class Instance {
    final String address;
    final int slots;
    final Map<String, Execution> executions = new LinkedHashMap<>();
    boolean up = true;
    boolean frozen;

    Instance(String address, int slots) {
      this.address = address;
      this.slots = slots;
    }
  }

  private record Mail(String runId, RunEvent event, boolean lostByRestart) {}

  private static final class World {
    final Random random;
    final RunMachine machine;
    final Map<String, RunState> runs = new LinkedHashMap<>();
    final Map<String, List<Effect.Publish>> published = new HashMap<>();
    final List<Instance> instances =
        List.of(new Instance("127.0.0.1:1", 2), new Instance("127.0.0.1:2", 1));
    final List<Mail> mail = new ArrayList<>();
    final Map<String, Integer> broken = new HashMap<>();
    final Map<String, Integer> finishedAttempts = new HashMap<>();
    Dispatcher dispatcher = new Dispatcher();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    boolean faults = true;
    int losses;
    int step;

    World(long seed) {
      random = new Random(seed);
      machine = new RunMachine(RunPolicy.DEFAULT, random::nextDouble);
      describe();
    }

    void live() {
      int ordered = 1 + random.nextInt(6);
      for (int i = 0; i < ordered; i++) {
        mail.add(new Mail("r" + i, order(i), false));
      }
      for (step = 0; step < 150; step++) {
        something();
        check();
      }
      faults = false;
      instances.forEach(instance -> {
        instance.up = true;
        instance.frozen = false;
      });
      for (; step < 3_000 && !done(); step++) {
        something();
        check();
      }
      assertThat(runs).hasSize(ordered);
      assertThat(runs.values()).allMatch(state -> state.phase().terminal(), "has ended");
      published.values().forEach(all -> assertThat(all.getLast().status().terminal()).isTrue());
    }

    int count(RunPhase phase) {
      return (int) runs.values().stream().filter(state -> state.phase() == phase).count();
    }

    private boolean done() {
      return mail.isEmpty() && runs.values().stream().allMatch(state -> state.phase().terminal());
    }

    private RunEvent order(int i) {
      Duration limit = random.nextInt(8) == 0 ? Duration.ofSeconds(20) : Duration.ZERO;
      return new RunEvent.StartCommanded(
          new RunOrder(
              "p" + i % 2,
              random.nextInt(2),
              1 + random.nextInt(3),
              "lightgbm",
              limit,
              now.plusMillis(i),
              0,
              i));
    }

    private void something() {
      int dice = random.nextInt(faults ? 100 : 70);
      if (dice < 35) {
        deliver();
      } else if (dice < 55) {
        execute();
      } else if (dice < 65) {
        pass(Duration.ofMillis(random.nextInt(3_000)));
      } else if (dice < 70) {
        describe();
      } else if (dice < 74) {
        breakStream();
      } else if (dice < 77) {
        Instance instance = any();
        // A process that dies takes its executions with it.
        instance.executions.clear();
        instance.up = false;
        streamsOf(instance);
      } else if (dice < 83) {
        Instance instance = any();
        instance.up = true;
        instance.frozen = false;
      } else if (dice < 85) {
        any().frozen = true;
      } else if (dice < 88) {
        pass(Duration.ofSeconds(random.nextInt(100)));
      } else if (dice < 91) {
        restart();
      } else if (dice < 93 && !runs.isEmpty()) {
        mail.add(
            new Mail(
                anyRun(),
                new RunEvent.CancelCommanded(
                    pick(CancelMode.GRACEFUL, CancelMode.KILL), Duration.ofSeconds(5)),
                false));
      } else if (dice < 96 && !runs.isEmpty()) {
        mail.add(new Mail(anyRun(), order(random.nextInt(6)), false));
      } else if (!mail.isEmpty()) {
        // At least once: a message comes twice.
        mail.add(mail.get(random.nextInt(mail.size())));
      }
    }

    private void deliver() {
      if (!mail.isEmpty()) {
        Mail next = mail.removeFirst();
        apply(next.runId(), next.event());
      }
      grant();
    }

    private void grant() {
      for (Optional<Grant> grant = dispatcher.next();
          grant.isPresent();
          grant = dispatcher.next()) {
        apply(grant.get().runId(), new RunEvent.SlotGranted(grant.get().placement()));
      }
    }

    private void apply(String runId, RunEvent event) {
      RunState before = runs.getOrDefault(runId, RunState.created(runId));
      Decision decision = machine.decide(before, event, now);
      RunState after = decision.state();
      if (before.phase().terminal()) {
        assertThat(after).isEqualTo(before);
      }
      assertThat(after.attempt()).isGreaterThanOrEqualTo(before.attempt() - 1);
      losses += after.losses() - before.losses();
      runs.put(runId, after);
      dispatcher.update(after);
      if (!(event instanceof RunEvent.StreamBroken)) {
        broken.remove(runId);
      }
      if (event instanceof RunEvent.Finished finished
          && after.phase() == RunPhase.SUCCEEDED
          && before.phase() != after.phase()) {
        finishedAttempts.merge(
            runId, finished.attempt(), (_, _) -> fail("two effective attempts of " + runId));
      }
      for (Effect effect : decision.effects()) {
        perform(runId, effect);
      }
    }

    private void perform(String runId, Effect effect) {
      switch (effect) {
        case Effect.Publish publish ->
            published.computeIfAbsent(runId, _ -> new ArrayList<>()).add(publish);
        case Effect.StartAttempt start ->
            open(runId, start.placement(), start.attempt(), start.offer(), false);
        case Effect.Attach attach -> open(runId, attach.placement(), attach.attempt(), 0, true);
        case Effect.SendCancel cancel -> {
          Execution execution = execution(runId, cancel.attempt());
          if (execution != null) {
            execution.stopped = true;
          }
        }
        case Effect.Abandon abandon -> {
          Instance instance = at(abandon.placement());
          Execution execution = instance.executions.get(runId);
          if (reachable(instance) && execution != null && execution.attempt == abandon.attempt()) {
            instance.executions.remove(runId);
          }
        }
        case Effect.CloseStream _,
            Effect.PublishAgain _,
            Effect.CountDuplicate _,
            Effect.CountStale _ -> {}
      }
    }

    private void open(
        String runId, Placement placement, int attempt, int offer, boolean attachOnly) {
      Instance instance = at(placement);
      if (!reachable(instance)) {
        // Certain that it was never asked when the process is not there; uncertain when it is
        // frozen.
        if (!attachOnly && !instance.up) {
          send(runId, new RunEvent.Refused(attempt, offer, "unreachable"));
        } else {
          broke(runId, attempt);
        }
        return;
      }
      Execution there = instance.executions.get(runId);
      if (there != null && there.attempt == attempt) {
        there.said = Math.min(there.said, 1);
        return;
      }
      if (there != null && there.attempt > attempt) {
        send(runId, new RunEvent.AttemptLost(attempt, "stale"));
      } else if (attachOnly) {
        send(runId, new RunEvent.AttemptLost(attempt, "unknown there"));
      } else if (instance.executions.size() - (there == null ? 0 : 1) >= instance.slots) {
        send(runId, new RunEvent.Refused(attempt, offer, "no slot"));
        dispatcher.full(instance.address);
      } else {
        instance.executions.put(runId, new Execution(runId, attempt));
      }
      assertThat(instance.executions.size()).isLessThanOrEqualTo(instance.slots);
    }

    /** An instance goes on with one of its executions. */
    private void execute() {
      Instance instance = any();
      if (!reachable(instance) || instance.executions.isEmpty()) {
        return;
      }
      List<Execution> all = List.copyOf(instance.executions.values());
      Execution execution = all.get(random.nextInt(all.size()));
      int attempt = execution.attempt;
      execution.said++;
      RunEvent event =
          switch (execution.said) {
            case 1 -> new RunEvent.Accepted(attempt, 1);
            case 2 -> new RunEvent.Started(attempt, 2);
            default -> {
              int dice = random.nextInt(10);
              if (execution.stopped) {
                yield dice < 7
                    ? new RunEvent.Cancelled(attempt, execution.said, false)
                    : new RunEvent.Finished(
                        attempt, execution.said, new RunResult(Map.of(), null, true));
              }
              if (dice < 6) {
                yield new RunEvent.Contacted(attempt, execution.said);
              }
              if (dice < 9) {
                yield new RunEvent.Finished(
                    attempt, execution.said, new RunResult(Map.of(), null, false));
              }
              RunFailure.Kind kind =
                  faults
                      ? pick(
                          RunFailure.Kind.PROGRAM,
                          RunFailure.Kind.INFRASTRUCTURE,
                          RunFailure.Kind.TIMEOUT)
                      : RunFailure.Kind.PROGRAM;
              yield new RunEvent.Failed(
                  attempt, execution.said, RunFailure.of(kind, "code", "It failed."));
            }
          };
      if (execution.said > 2 && !(event instanceof RunEvent.Contacted)) {
        instance.executions.remove(execution.runId);
      }
      if (current(execution)) {
        send(execution.runId, event);
      } else if (!faults) {
        // Nobody listens to a stale attempt any more: its orphan timeout ends it.
        instance.executions.remove(execution.runId);
      } else {
        send(execution.runId, event);
      }
    }

    private boolean current(Execution execution) {
      RunState state = runs.get(execution.runId);
      return state != null && state.attempt() == execution.attempt && state.phase().holdsSlot();
    }

    private void pass(Duration time) {
      Instant until = now.plus(time);
      while (true) {
        String next = null;
        Instant due = until;
        for (RunState state : runs.values()) {
          Instant its = machine.due(state).orElse(null);
          if (its != null && !its.isAfter(due)) {
            next = state.runId();
            due = its;
          }
        }
        if (next == null) {
          break;
        }
        now = due.isAfter(now) ? due : now;
        apply(next, new RunEvent.TimersDue());
      }
      now = until;
      grant();
    }

    private void breakStream() {
      if (!runs.isEmpty()) {
        String runId = anyRun();
        RunState state = runs.get(runId);
        if (state != null && state.phase().holdsSlot()) {
          broke(runId, state.attempt());
        }
      }
    }

    private void streamsOf(Instance instance) {
      for (RunState state : List.copyOf(runs.values())) {
        Placement placement = state.placement();
        if (placement != null && placement.instance().equals(instance.address)) {
          broke(state.runId(), state.attempt());
        }
      }
    }

    private void broke(String runId, int attempt) {
      send(
          runId, new RunEvent.StreamBroken(attempt, broken.merge(runId, 1, Integer::sum), "reset"));
    }

    /**
     * Another orchestrator takes over: it has the stored states, and what was on its way to the old
     * one is lost.
     */
    private void restart() {
      mail.removeIf(Mail::lostByRestart);
      broken.clear();
      dispatcher = new Dispatcher();
      describe();
      runs.values().forEach(dispatcher::update);
      for (String runId : List.copyOf(runs.keySet())) {
        apply(runId, new RunEvent.Recovered());
      }
    }

    private void describe() {
      for (Instance instance : instances) {
        dispatcher.instance(
            new InstanceView(
                "tabular",
                instance.address,
                Set.of("lightgbm"),
                instance.slots,
                reachable(instance),
                reachable(instance) ? "" : "is down",
                null));
      }
    }

    private void send(String runId, RunEvent event) {
      mail.add(new Mail(runId, event, true));
    }

    private boolean reachable(Instance instance) {
      return instance.up && !instance.frozen;
    }

    private @Nullable Execution execution(String runId, int attempt) {
      for (Instance instance : instances) {
        Execution execution = instance.executions.get(runId);
        if (reachable(instance) && execution != null && execution.attempt == attempt) {
          return execution;
        }
      }
      return null;
    }

    private Instance at(Placement placement) {
      return instances.stream()
          .filter(instance -> instance.address.equals(placement.instance()))
          .findFirst()
          .orElseThrow();
    }

    @SafeVarargs
    private final <T> T pick(T... choices) {
      return choices[random.nextInt(choices.length)];
    }

    private Instance any() {
      return instances.get(random.nextInt(instances.size()));
    }

    private String anyRun() {
      List<String> ids = List.copyOf(runs.keySet());
      return ids.get(random.nextInt(ids.size()));
    }

    private void check() {
      Map<String, Integer> used = new HashMap<>();
      for (RunState state : runs.values()) {
        Placement placement = state.placement();
        assertThat(placement != null).isEqualTo(state.phase().holdsSlot());
        if (placement != null) {
          used.merge(placement.instance(), 1, Integer::sum);
        }
        List<Effect.Publish> all = published.getOrDefault(state.runId(), List.of());
        assertThat(all).hasSize((int) state.sequence());
        if (!all.isEmpty()) {
          assertThat(all.getLast().sequence()).isEqualTo(all.size());
        }
        assertThat(all.stream().filter(publish -> publish.status().terminal()).count())
            .isEqualTo(state.phase().terminal() ? 1 : 0);
        RunOrder order = state.order();
        if (order != null) {
          assertThat(state.losses()).isLessThanOrEqualTo(order.maxAttempts());
        }
      }
      for (Instance instance : instances) {
        assertThat(used.getOrDefault(instance.address, 0)).isLessThanOrEqualTo(instance.slots);
        assertThat(dispatcher.slotsUsed(instance.address))
            .isEqualTo(used.getOrDefault(instance.address, 0));
        for (Execution execution : instance.executions.values()) {
          for (Instance other : instances) {
            Execution twin = other == instance ? null : other.executions.get(execution.runId);
            // Two executions may overlap only when a newer number fences the older one.
            if (twin != null) {
              assertThat(twin.attempt).isNotEqualTo(execution.attempt);
            }
          }
        }
      }
    }
  }
}
