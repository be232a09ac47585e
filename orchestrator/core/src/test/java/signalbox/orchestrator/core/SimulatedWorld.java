package signalbox.orchestrator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.SimulatedInstance.Execution;
import signalbox.orchestrator.core.TransitionTable.Transition;

/**
 * One history: runs of two partitions, one or two orchestrators that take over from each other at
 * any step with nothing but the changelog, two instances, and everything that can go wrong.
 */
final class SimulatedWorld {
  /** What happened, to show that it was not nothing. */
  static final class Counts {
    int succeeded;
    int lost;
    int cancelled;
    int takeovers;
    int heldByLimit;
    int heldByBudget;
    int comparedShares;

    void add(Counts other) {
      succeeded += other.succeeded;
      lost += other.lost;
      cancelled += other.cancelled;
      takeovers += other.takeovers;
      heldByLimit += other.heldByLimit;
      heldByBudget += other.heldByBudget;
      comparedShares += other.comparedShares;
    }
  }

  /**
   * A message on its way.
   *
   * @param epoch of the partition's owner that listens to the attempt; 0 for a command
   */
  private record Mail(String runId, RunEvent event, int epoch) {}

  private static final RetryBudget.Policy BUDGET = new RetryBudget.Policy(0.2, 6, 3);
  private static final RunPolicy POLICY = RunPolicy.DEFAULT;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int PARTITIONS = 2;

  private final Random random;
  private final RunMachine machine;
  private final Map<String, ProjectLimits> projects = new HashMap<>();
  private final List<SimulatedInstance> instances =
      List.of(
          new SimulatedInstance("127.0.0.1:1", 2, "lightgbm"),
          new SimulatedInstance("127.0.0.1:2", 1, "lightgbm", "ridge"));
  private final List<SimulatedOrchestrator> orchestrators = new ArrayList<>();
  private final int[] owner = new int[PARTITIONS];
  private final int[] epoch = {1, 1};

  /** True when an orchestrator learns of the others at once: then all limits are exact. */
  private final boolean prompt;

  private final Map<String, RunState> runs = new LinkedHashMap<>();
  private final Map<String, RunState> stored = new HashMap<>();
  private final Map<String, List<Effect.Publish>> owed = new HashMap<>();
  private final Map<String, TreeMap<Long, Effect.Publish>> published = new HashMap<>();
  private final List<Mail> mail = new ArrayList<>();
  private final Map<String, Integer> broken = new HashMap<>();
  private final Map<String, Integer> finishedAttempts = new HashMap<>();
  private final Map<String, Instant> stopsBy = new HashMap<>();
  private final Set<Transition<RunPhase, RunEvent.Kind>> visited = new HashSet<>();
  private final Counts counts = new Counts();
  private final int ordered;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private boolean faults = true;
  private int step;

  SimulatedWorld(long seed) {
    random = new Random(seed);
    machine = new RunMachine(POLICY, random::nextDouble);
    prompt = random.nextInt(3) > 0;
    ordered = 1 + random.nextInt(8);
    projects.put("p0", new ProjectLimits("p0", random.nextInt(3), 1));
    projects.put("p1", new ProjectLimits("p1", random.nextInt(3), 1 + random.nextInt(3)));
    int processes = 1 + random.nextInt(2);
    for (int i = 0; i < processes; i++) {
      orchestrators.add(process());
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      owner[partition] = random.nextInt(processes);
    }
  }

  int step() {
    return step;
  }

  Counts counts() {
    return counts;
  }

  Set<Transition<RunPhase, RunEvent.Kind>> visited() {
    return visited;
  }

  void live() {
    for (int i = 0; i < ordered; i++) {
      mail.add(new Mail("r" + i, order(i), 0));
      if (random.nextInt(20) == 0) {
        mail.add(random.nextInt(mail.size()), new Mail("r" + i, cancel(), 0));
      }
    }
    for (step = 0; step < 200; step++) {
      something();
      check();
    }
    faults = false;
    instances.forEach(instance -> {
      instance.up = true;
      instance.frozen = false;
      instance.draining = false;
      instance.cut = false;
    });
    for (; step < 5_000 && !done(); step++) {
      something();
      check();
    }
    assertThat(runs).hasSize(ordered);
    assertThat(runs.values()).allMatch(state -> state.phase().terminal(), "has ended");
    published
        .values()
        .forEach(all -> assertThat(all.lastEntry().getValue().status().terminal()).isTrue());
    counts.succeeded = count(RunPhase.SUCCEEDED);
    counts.cancelled = count(RunPhase.CANCELLED);
  }

  private int count(RunPhase phase) {
    return (int) runs.values().stream().filter(state -> state.phase() == phase).count();
  }

  private boolean done() {
    return mail.isEmpty()
        && runs.size() == ordered
        && runs.values().stream().allMatch(state -> state.phase().terminal());
  }

  private RunEvent order(int i) {
    Duration limit =
        switch (random.nextInt(10)) {
          case 0 -> Duration.ofSeconds(20);
          case 1 -> Duration.ofSeconds(60);
          default -> Duration.ZERO;
        };
    return new RunEvent.StartCommanded(
        new RunOrder(
            "p" + random.nextInt(2),
            random.nextInt(4) == 0 ? 1 : 0,
            1 + random.nextInt(3),
            random.nextInt(4) == 0 ? "ridge" : "lightgbm",
            limit,
            now.plusMillis(i),
            i % PARTITIONS,
            i),
        known("r" + i));
  }

  private RunEvent cancel() {
    return new RunEvent.CancelCommanded(pick(CancelMode.GRACEFUL, CancelMode.KILL), GRACE);
  }

  /** What the backend has heard of the run. */
  private KnownProgress known(String runId) {
    TreeMap<Long, Effect.Publish> all = published.get(runId);
    return all == null || random.nextBoolean()
        ? KnownProgress.NOTHING
        : new KnownProgress(all.lastKey(), all.lastEntry().getValue().attempt());
  }

  // --------------------------------------------------------------------------------------- steps

  private void something() {
    int dice = random.nextInt(faults ? 100 : 66);
    if (dice < 33) {
      deliver();
    } else if (dice < 50) {
      execute();
    } else if (dice < 58) {
      pass(Duration.ofMillis(random.nextInt(3_000)));
    } else if (dice < 62) {
      orchestrators.forEach(this::describe);
    } else if (dice < 64) {
      tellReasons(orchestrators.get(random.nextInt(orchestrators.size())));
    } else if (dice < 66) {
      orchestrators.forEach(this::readTheChangelog);
    } else if (dice < 70) {
      breakStream();
    } else if (dice < 73) {
      SimulatedInstance instance = any();
      // A process that dies takes its executions with it.
      instance.executions.clear();
      instance.up = false;
      streamsOf(instance);
    } else if (dice < 79) {
      SimulatedInstance instance = any();
      instance.up = true;
      instance.frozen = false;
      instance.draining = false;
      instance.cut = false;
    } else if (dice < 80) {
      any().frozen = true;
    } else if (dice < 81) {
      SimulatedInstance instance = any();
      instance.cut = true;
      streamsOf(instance);
    } else if (dice < 82) {
      any().draining = true;
    } else if (dice < 85) {
      pass(Duration.ofSeconds(random.nextInt(100)));
    } else if (dice < 87) {
      crash(random.nextInt(orchestrators.size()));
    } else if (dice < 89) {
      rebalance(random.nextInt(PARTITIONS));
    } else if (dice < 92) {
      mail.add(new Mail("r" + random.nextInt(ordered), cancel(), 0));
    } else if (dice < 95) {
      int i = random.nextInt(ordered);
      mail.add(new Mail("r" + i, order(i), 0));
    } else if (dice < 97) {
      anythingFromAnAttempt();
    } else if (!mail.isEmpty()) {
      // At least once: a message comes twice.
      mail.add(mail.get(random.nextInt(mail.size())));
    }
  }

  private void deliver() {
    if (!mail.isEmpty()) {
      int index = 0;
      if (random.nextInt(6) == 0) {
        // The events of an attempt come in order, commands may overtake anything.
        int other = random.nextInt(mail.size());
        index = mail.get(other).epoch() == 0 ? other : 0;
      }
      Mail next = mail.remove(index);
      if (next.epoch() == 0 || next.epoch() == epoch[partition(next.runId())]) {
        apply(next.runId(), next.event());
      }
    }
    grantAll();
  }

  private void grantAll() {
    for (int i = 0; i < orchestrators.size(); i++) {
      grant(i);
    }
  }

  private void grant(int index) {
    SimulatedOrchestrator process = orchestrators.get(index);
    for (Optional<Grant> grant = process.dispatcher.next(now);
        grant.isPresent() && orchestrators.get(index) == process;
        grant = process.dispatcher.next(now)) {
      RunState state = state(grant.get().runId());
      checkGrant(index, state, grant.get().placement());
      apply(state.runId(), new RunEvent.SlotGranted(grant.get().placement()));
    }
  }

  private void tellReasons(SimulatedOrchestrator process) {
    List<Waiting> all = process.dispatcher.reasons(now, 1_000);
    assertThat(all).hasSize(process.dispatcher.queued());
    for (Waiting one : all) {
      RunState state = state(one.runId());
      assertThat(state.phase()).isEqualTo(RunPhase.QUEUED);
      switch (one.reason().kind()) {
        case PROJECT_LIMIT -> counts.heldByLimit++;
        case RETRY_BUDGET -> {
          counts.heldByBudget++;
          assertThat(one.reason().until()).isAfter(now);
        }
        case AHEAD, SLOTS, BREAKER_OPEN, SERVICE_DOWN, NO_SERVICE -> {}
      }
      if (processOf(state.runId()) == process
          && one.reason().isNewsAfter(state.waitReason(), Duration.ofHours(1))) {
        apply(state.runId(), new RunEvent.WaitReasonChanged(one.reason()));
      }
    }
  }

  // -------------------------------------------------------------------------- decide, store, act

  private void apply(String runId, RunEvent event) {
    RunState before = state(runId);
    Decision decision = machine.decide(before, event, now);
    RunState after = decision.state();
    checkDecision(before, event, decision);
    int luck = faults ? random.nextInt(150) : 149;
    if (luck == 0) {
      // Dies before anything is stored: the command comes again, everything else is lost.
      again(runId, event);
      crash(owner[partition(runId)]);
      return;
    }
    if (!after.sameDurably(before)) {
      stored.put(runId, after);
    }
    List<Effect.Publish> told =
        decision.effects().stream()
            .filter(Effect.Publish.class::isInstance)
            .map(Effect.Publish.class::cast)
            .toList();
    if (!told.isEmpty()) {
      owed.put(runId, told);
    }
    remember(before, event, decision);
    if (luck == 1) {
      // Dies with the state stored, and before anybody was told or anything was done.
      again(runId, event);
      crash(owner[partition(runId)]);
      return;
    }
    runs.put(runId, after);
    processOf(runId).dispatcher.update(after, now);
    if (!after.sameDurably(before)) {
      tellOthers(after);
    }
    if (!(event instanceof RunEvent.StreamBroken)) {
      broken.remove(runId);
    }
    for (Effect effect : decision.effects()) {
      perform(runId, effect);
    }
  }

  private void again(String runId, RunEvent event) {
    if (event instanceof RunEvent.StartCommanded || event instanceof RunEvent.CancelCommanded) {
      mail.addFirst(new Mail(runId, event, 0));
    }
  }

  /** What is true of a decision once it is stored, whoever goes on. */
  private void remember(RunState before, RunEvent event, Decision decision) {
    RunState after = decision.state();
    String runId = after.runId();
    counts.lost += after.losses() - before.losses();
    boolean moved =
        !after.equals(before)
            || decision.effects().stream()
                .anyMatch(effect ->
                    !(effect instanceof Effect.CountStale
                        || effect instanceof Effect.CountDuplicate
                        || effect instanceof Effect.PublishAgain));
    if (moved) {
      visited.add(new Transition<>(before.phase(), event.kind(), after.phase()));
    }
    if (event instanceof RunEvent.Finished finished
        && after.phase() == RunPhase.SUCCEEDED
        && before.phase() != after.phase()) {
      finishedAttempts.merge(
          runId, finished.attempt(), (_, _) -> fail("two effective attempts of " + runId));
    }
    if (event instanceof RunEvent.CancelCommanded command
        && after.phase() == RunPhase.CANCELLING
        && before.phase() != RunPhase.CANCELLING) {
      Duration grace = command.mode() == CancelMode.KILL ? Duration.ZERO : GRACE;
      stopsBy.put(runId, now.plus(grace).plus(POLICY.killPatience()));
    }
    SimulatedOrchestrator process = processOf(runId);
    if (event instanceof RunEvent.SlotGranted && after.phase() == RunPhase.OFFERED) {
      process.started(before.attempt() > 0);
    } else if (before.phase() == RunPhase.OFFERED
        && after.phase() == RunPhase.QUEUED
        && before.attempt() > 1) {
      process.gaveBack();
    }
  }

  private void perform(String runId, Effect effect) {
    switch (effect) {
      case Effect.Publish publish -> tell(runId, publish);
      case Effect.PublishAgain _ ->
          owed.getOrDefault(runId, List.of()).forEach(publish -> tell(runId, publish));
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
        SimulatedInstance instance = at(abandon.placement());
        Execution execution = instance.executions.get(runId);
        if (instance.reachable() && execution != null && execution.attempt == abandon.attempt()) {
          instance.executions.remove(runId);
        }
      }
      case Effect.CloseStream _, Effect.CountDuplicate _, Effect.CountStale _ -> {}
    }
  }

  /** The same number is always the same status. */
  private void tell(String runId, Effect.Publish publish) {
    TreeMap<Long, Effect.Publish> all = published.computeIfAbsent(runId, _ -> new TreeMap<>());
    Effect.Publish before = all.put(publish.sequence(), publish);
    if (before != null) {
      assertThat(publish).isEqualTo(before);
    } else {
      assertThat(publish.sequence()).as("no gap").isEqualTo(all.size());
      assertThat(all.headMap(publish.sequence()).values())
          .as("nothing is said after the end")
          .noneMatch(earlier -> earlier.status().terminal());
    }
  }

  private void open(String runId, Placement placement, int attempt, int offer, boolean attachOnly) {
    SimulatedInstance instance = at(placement);
    if (!instance.reachable()) {
      // Certain that it was not asked when nobody takes the call; uncertain when it is frozen.
      if (!attachOnly && (!instance.up || instance.cut)) {
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
      processOf(runId).dispatcher.full(instance.address);
      send(runId, new RunEvent.Refused(attempt, offer, "no slot"));
    } else {
      instance.executions.put(runId, new Execution(runId, attempt));
    }
    assertThat(instance.executions.size()).isLessThanOrEqualTo(instance.slots);
  }

  /** An instance goes on with one of its executions. */
  private void execute() {
    SimulatedInstance instance = any();
    if (!instance.reachable() || instance.executions.isEmpty()) {
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
          default -> later(execution);
        };
    if (execution.said > 2 && !(event instanceof RunEvent.Contacted)) {
      instance.executions.remove(execution.runId);
    }
    if (current(execution) || faults) {
      send(execution.runId, event);
    } else {
      // Nobody listens to a stale attempt any more: its orphan timeout ends it.
      instance.executions.remove(execution.runId);
    }
  }

  private RunEvent later(Execution execution) {
    int attempt = execution.attempt;
    int dice = random.nextInt(10);
    if (execution.stopped) {
      return dice < 7
          ? new RunEvent.Cancelled(attempt, execution.said, false)
          : new RunEvent.Finished(attempt, execution.said, new RunResult(Map.of(), null, true));
    }
    if (dice < 6) {
      return new RunEvent.Contacted(attempt, execution.said);
    }
    if (dice < 9) {
      return new RunEvent.Finished(attempt, execution.said, new RunResult(Map.of(), null, false));
    }
    return new RunEvent.Failed(attempt, execution.said, failure());
  }

  private RunFailure failure() {
    RunFailure.Kind kind =
        faults
            ? pick(RunFailure.Kind.PROGRAM, RunFailure.Kind.INFRASTRUCTURE, RunFailure.Kind.TIMEOUT)
            : RunFailure.Kind.PROGRAM;
    return RunFailure.of(kind, "code", "It failed.");
  }

  /** A service that errs: whatever an attempt may say, at a time when nobody expects it. */
  private void anythingFromAnAttempt() {
    RunState state = state("r" + random.nextInt(ordered));
    int attempt = Math.max(0, state.attempt() - random.nextInt(2));
    RunEvent event =
        switch (random.nextInt(8)) {
          case 0 -> new RunEvent.Accepted(attempt, 1);
          case 1 -> new RunEvent.Started(attempt, 2);
          case 2 -> new RunEvent.Contacted(attempt, 3);
          case 3 -> new RunEvent.Failed(attempt, 4, failure());
          case 4 -> new RunEvent.Cancelled(attempt, 5, random.nextBoolean());
          // Of an open offer «refused» is no word of the service but what is known for certain.
          case 5 ->
              state.phase() == RunPhase.OFFERED
                  ? new RunEvent.Accepted(attempt, 1)
                  : new RunEvent.Refused(attempt, state.offers(), "no");
          case 6 -> new RunEvent.AttemptLost(attempt, "gone");
          default -> new RunEvent.Finished(attempt, 6, new RunResult(Map.of(), null, false));
        };
    send(state.runId(), event);
  }

  private boolean current(Execution execution) {
    RunState state = state(execution.runId);
    return state.attempt() == execution.attempt && state.phase().holdsSlot();
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
    grantAll();
  }

  private void breakStream() {
    RunState state = state("r" + random.nextInt(ordered));
    if (state.phase().holdsSlot()) {
      broke(state.runId(), state.attempt());
    }
  }

  private void streamsOf(SimulatedInstance instance) {
    for (RunState state : List.copyOf(runs.values())) {
      Placement placement = state.placement();
      if (placement != null && placement.instance().equals(instance.address)) {
        broke(state.runId(), state.attempt());
      }
    }
  }

  private void broke(String runId, int attempt) {
    send(runId, new RunEvent.StreamBroken(attempt, broken.merge(runId, 1, Integer::sum), "reset"));
  }

  // ------------------------------------------------------------------------------ several owners

  private static int partition(String runId) {
    return Integer.parseInt(runId.substring(1)) % PARTITIONS;
  }

  private SimulatedOrchestrator processOf(String runId) {
    return orchestrators.get(owner[partition(runId)]);
  }

  private SimulatedOrchestrator process() {
    SimulatedOrchestrator process = new SimulatedOrchestrator(BUDGET, now);
    projects.values().forEach(process.dispatcher::project);
    describe(process);
    return process;
  }

  private void describe(SimulatedOrchestrator process) {
    instances.forEach(instance -> process.dispatcher.instance(instance.view()));
  }

  /** A process dies; its partitions go to whoever is there, and a new process takes its place. */
  private void crash(int index) {
    orchestrators.set(index, process());
    for (RunState state : stored.values()) {
      if (owner[partition(state.runId())] != index) {
        orchestrators.get(index).told(state);
      }
    }
    int[] before = epoch.clone();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      // Who takes over may die of it, and somebody else takes over both then.
      if (owner[partition] == index && epoch[partition] == before[partition]) {
        takeOver(partition, random.nextInt(orchestrators.size()));
      }
    }
  }

  /** The group gives a partition to somebody else, and its owner lets go of it in peace. */
  private void rebalance(int partition) {
    SimulatedOrchestrator before = orchestrators.get(owner[partition]);
    int next = random.nextInt(orchestrators.size());
    if (next == owner[partition]) {
      return;
    }
    for (RunState state : runs.values()) {
      if (partition(state.runId()) == partition) {
        before.dispatcher.forget(state.runId());
        before.told(stored.getOrDefault(state.runId(), state));
      }
    }
    takeOver(partition, next);
  }

  private void takeOver(int partition, int by) {
    counts.takeovers++;
    owner[partition] = by;
    epoch[partition]++;
    SimulatedOrchestrator process = orchestrators.get(by);
    process.unread.removeIf(state -> partition(state.runId()) == partition);
    List<String> known = new ArrayList<>(runs.keySet());
    stored.keySet().stream().filter(runId -> !known.contains(runId)).forEach(known::add);
    for (String runId : known) {
      if (partition(runId) != partition) {
        continue;
      }
      broken.remove(runId);
      if (process.elsewhere.remove(runId)) {
        process.dispatcher.forget(runId);
      }
      RunState state = stored.get(runId);
      if (state == null) {
        runs.remove(runId);
        continue;
      }
      runs.put(runId, state);
      process.dispatcher.update(state, now);
      tellOthers(state);
      owed.getOrDefault(runId, List.of()).forEach(publish -> tell(runId, publish));
    }
    for (String runId : known) {
      if (partition(runId) == partition
          && runs.containsKey(runId)
          && orchestrators.get(by) == process
          && owner[partition] == by) {
        apply(runId, new RunEvent.Recovered());
      }
    }
  }

  private void tellOthers(RunState state) {
    for (int i = 0; i < orchestrators.size(); i++) {
      if (i != owner[partition(state.runId())]) {
        orchestrators.get(i).unread.add(state);
        if (prompt) {
          readTheChangelog(orchestrators.get(i));
        }
      }
    }
  }

  private void readTheChangelog(SimulatedOrchestrator process) {
    for (RunState state = process.unread.poll(); state != null; state = process.unread.poll()) {
      if (processOf(state.runId()) != process) {
        process.told(state);
      }
    }
  }

  // -------------------------------------------------------------------------------------- checks

  private void checkDecision(RunState before, RunEvent event, Decision decision) {
    RunState after = decision.state();
    if (before.phase().terminal()) {
      assertThat(after).isEqualTo(before);
    }
    assertThat(after.attempt()).isGreaterThanOrEqualTo(before.attempt() - 1);
    if (event instanceof RunEvent.AttemptEvent heard && heard.attempt() != before.attempt()) {
      assertThat(after).as("an old attempt has no say").isEqualTo(before);
    }
    assertThat(after.sequence()).isGreaterThanOrEqualTo(before.sequence());
    if (after.phase() != before.phase()) {
      assertThat(RunStates.legal(before.phase(), event.kind(), after.phase())).isTrue();
    }
    boolean retried = after.phase() == RunPhase.RETRYING && before.phase() != RunPhase.RETRYING;
    if (retried && event instanceof RunEvent.Failed failed) {
      assertThat(failed.failure().kind()).isEqualTo(RunFailure.Kind.INFRASTRUCTURE);
    }
  }

  /** Nobody who should have gone first could have had this slot. */
  private void checkGrant(int index, RunState granted, Placement placement) {
    SimulatedOrchestrator process = orchestrators.get(index);
    RunOrder order = granted.order();
    if (order == null) {
      fail("a grant without an order");
      return;
    }
    assertThat(granted.phase()).isEqualTo(RunPhase.QUEUED);
    assertThat(processOf(granted.runId())).isSameAs(process);
    assertThat(limited(order.projectId(), index)).as("limit of " + order.projectId()).isFalse();
    for (RunState other : runs.values()) {
      RunOrder theirs = other.order();
      if (theirs == null
          || other.phase() != RunPhase.QUEUED
          || processOf(other.runId()) != process
          || !at(placement).algorithms.contains(theirs.algorithm())
          || limits(theirs).reached(process.dispatcher.atWork(theirs.projectId()))
          || (other.attempt() > 0 && process.dispatcher.retriesLeft("tabular", now) == 0)) {
        continue;
      }
      assertThat(theirs.priority()).isLessThanOrEqualTo(order.priority());
      if (theirs.priority() == order.priority() && prompt) {
        int mine = working(order.projectId(), -1) * limits(theirs).weight();
        int their = working(theirs.projectId(), -1) * limits(order).weight();
        assertThat(mine).as("share of " + order.projectId()).isLessThanOrEqualTo(their);
        if (!theirs.projectId().equals(order.projectId())) {
          counts.comparedShares++;
        } else if (theirs.algorithm().equals(order.algorithm())
            && other.attempt() > 0 == granted.attempt() > 0) {
          assertThat(theirs.commandedAt()).isAfterOrEqualTo(order.commandedAt());
        }
      }
    }
  }

  private boolean limited(String project, int index) {
    ProjectLimits limits = projects.getOrDefault(project, ProjectLimits.none(project));
    return limits.reached(working(project, prompt ? -1 : index));
  }

  private ProjectLimits limits(RunOrder order) {
    return projects.getOrDefault(order.projectId(), ProjectLimits.none(order.projectId()));
  }

  /** How many runs of the project hold a slot, of one orchestrator or (-1) of all. */
  private int working(String project, int index) {
    return (int)
        runs.values().stream()
            .filter(state ->
                state.phase().holdsSlot()
                    && state.order() != null
                    && state.order().projectId().equals(project)
                    && (index < 0 || owner[partition(state.runId())] == index))
            .count();
  }

  private void check() {
    Map<String, Integer> used = new HashMap<>();
    for (RunState state : runs.values()) {
      Placement placement = state.placement();
      assertThat(placement != null).isEqualTo(state.phase().holdsSlot());
      if (placement != null) {
        used.merge(placement.instance(), 1, Integer::sum);
      }
      TreeMap<Long, Effect.Publish> all = published.getOrDefault(state.runId(), new TreeMap<>());
      assertThat((long) all.size()).isEqualTo(state.sequence());
      assertThat(all.values().stream().filter(publish -> publish.status().terminal()).count())
          .isEqualTo(state.phase().terminal() ? 1 : 0);
      RunOrder order = state.order();
      if (order != null) {
        assertThat(state.losses()).isLessThanOrEqualTo(order.maxAttempts());
      }
      if (state.phase() == RunPhase.CANCELLING) {
        assertThat(now).as("a stop ends").isBeforeOrEqualTo(stopsBy.get(state.runId()));
      }
    }
    orchestrators.forEach(process -> process.checkBudget(now));
    if (prompt) {
      projects
          .values()
          .forEach(limits -> {
            if (limits.maxRunning() > 0) {
              assertThat(working(limits.projectId(), -1)).isLessThanOrEqualTo(limits.maxRunning());
            }
          });
    }
    for (SimulatedInstance instance : instances) {
      if (prompt) {
        assertThat(used.getOrDefault(instance.address, 0)).isLessThanOrEqualTo(instance.slots);
      }
      int known =
          orchestrators.stream()
              .mapToInt(process -> process.dispatcher.slotsUsed(instance.address))
              .sum();
      assertThat(known).isEqualTo(used.getOrDefault(instance.address, 0));
      for (Execution execution : instance.executions.values()) {
        for (SimulatedInstance other : instances) {
          Execution twin = other == instance ? null : other.executions.get(execution.runId);
          // Two executions may overlap only when a newer number fences the older one.
          if (twin != null) {
            assertThat(twin.attempt).isNotEqualTo(execution.attempt);
          }
        }
      }
    }
  }

  // --------------------------------------------------------------------------------------- small

  private RunState state(String runId) {
    RunState known = runs.get(runId);
    return known == null ? RunState.created(runId) : known;
  }

  private void send(String runId, RunEvent event) {
    mail.add(new Mail(runId, event, epoch[partition(runId)]));
  }

  private @Nullable Execution execution(String runId, int attempt) {
    for (SimulatedInstance instance : instances) {
      Execution execution = instance.executions.get(runId);
      if (instance.reachable() && execution != null && execution.attempt == attempt) {
        return execution;
      }
    }
    return null;
  }

  private SimulatedInstance at(Placement placement) {
    return instances.stream()
        .filter(instance -> instance.address.equals(placement.instance()))
        .findFirst()
        .orElseThrow();
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private SimulatedInstance any() {
    return instances.get(random.nextInt(instances.size()));
  }
}
