package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.Ports;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.Status.StatusCase;

class SeveralOrchestratorsIT {
  private static final int PARTITIONS = 8;
  private static final int SLOTS = 12;

  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", SLOTS, 0));
  private final List<String> running = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private int begun;
  private @Nullable StatusLog opened;
  private @Nullable Orchestrator here;
  private @Nullable OrchestratorProcess there;

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void theRunsOfAKilledOneGoOnAtTheOther() throws Exception {
    twoWithRuns();
    int theirs = SLOTS - workingHere();
    assertThat(theirs).isBetween(1, SLOTS - 1);
    long killed = System.nanoTime();
    there().kill();
    awaitTakeover(theirs, "kill -9", killed);
    finishAll();
  }

  @Test
  void aFrozenOneDoesNoHarmWhenItWakes() throws Exception {
    twoWithRuns();
    int theirs = SLOTS - workingHere();
    long frozen = System.nanoTime();
    there().freeze();
    awaitTakeover(theirs, "SIGSTOP", frozen);

    // The slots get free, and what waited starts: the frozen one still believes to have some of it.
    running.forEach(ml::release);
    for (String one : waiting) {
      log().await(one, status -> status.hasRunStarted(), Rig.PATIENCE);
    }
    String stopped = waiting.getFirst();
    rig.cancel(stopped, CancelMode.CANCEL_MODE_GRACEFUL);
    log().await(stopped, status -> status.hasRunCancelled(), Rig.PATIENCE);
    int streams = ml.streams.size();

    there().wake();
    await("the work is shared again")
        .atMost(Rig.PATIENCE)
        .until(() -> owned(here()) < PARTITIONS && there().ready() && ownedThere() > 0);
    await("what moved is attached to")
        .atMost(Rig.PATIENCE)
        .until(() -> ml.streams.size() > streams || workingHere() == SLOTS);
    finishAll();
    assertThat(ml.stops).containsExactly(stopped);
  }

  @Test
  void oneThatJoinsTakesItsShareAndNothingIsExecutedTwice() throws Exception {
    Orchestrator first = here();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(begin("accept start metric finish"));
    }
    Orchestrator second = rig.closes(rig.orchestrator(0, ml.address()));
    second.start();
    for (int i = 0; i < 30; i++) {
      all.add(begin("accept start metric finish"));
    }
    await("the work is shared")
        .atMost(Rig.PATIENCE)
        .until(() -> owned(first) == PARTITIONS / 2 && owned(second) == PARTITIONS / 2);
    Orchestrator third = rig.closes(rig.orchestrator(0, ml.address()));
    third.start();
    for (int i = 0; i < 30; i++) {
      all.add(begin("accept start metric finish"));
    }
    await("the work is shared by three")
        .atMost(Rig.PATIENCE)
        .until(
            () -> owned(third) >= 2 && owned(first) + owned(second) + owned(third) == PARTITIONS);
    second.close();
    for (String one : all) {
      log().await(one, status -> status.hasRunSucceeded(), Rig.PATIENCE);
      Rig.hasOneEnd(log(), one);
    }
    assertThat(ml.executed).hasSize(all.size()).doesNotHaveDuplicates();
  }

  // ------------------------------------------------------------------------------------------------------ steps

  /**
   * One orchestrator in this process and one in its own, half of the partitions each, all slots in
   * use.
   */
  private void twoWithRuns() throws Exception {
    here();
    there = rig.closes(OrchestratorProcess.start(rig.configuration(Ports.free(), ml.address())));
    await("the work is shared")
        .atMost(Rig.PATIENCE)
        .until(() -> owned(here()) == PARTITIONS / 2 && there().ready());
    await("it knows the service")
        .atMost(Rig.PATIENCE)
        .until(() ->
            ownedThere() == PARTITIONS / 2 && there().counted("signalbox_ml_instance_up") == 1);
    while (running.size() < SLOTS) {
      running.add(begin("accept start metric hold metric finish"));
      log().await(running.getLast(), status -> status.hasRunStarted(), Rig.PATIENCE);
    }
    for (int i = 0; i < SLOTS; i++) {
      waiting.add(begin("accept start hold metric finish"));
      log().await(waiting.getLast(), status -> status.hasRunQueued(), Rig.PATIENCE);
    }
  }

  /** The runs go to the partitions in turn, so that whoever has some of them has runs. */
  private String begin(String script) throws Exception {
    int partition = begun++ % PARTITIONS;
    String run = UUID.randomUUID().toString();
    while (BuiltInPartitioner.partitionForKey(run.getBytes(StandardCharsets.UTF_8), PARTITIONS)
        != partition) {
      run = UUID.randomUUID().toString();
    }
    rig.start(run, script);
    return run;
  }

  private void awaitTakeover(int runs, String how, long since) {
    await("the other one has all partitions and is attached to all runs")
        .atMost(Rig.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> owned(here()) == PARTITIONS && attached().size() >= runs);
    System.out.printf(
        "takeover after %s: %d ms%n", how, Duration.ofNanos(System.nanoTime() - since).toMillis());
    assertThat(attached()).hasSize(runs);
  }

  private Set<String> attached() {
    return ml.streams.stream()
        .filter(signalbox.ml.v1.StartRun::getAttachOnly)
        .map(signalbox.ml.v1.StartRun::getRunId)
        .collect(Collectors.toSet());
  }

  /** Everything ends, once, and nothing was executed twice. */
  private void finishAll() {
    running.forEach(ml::release);
    for (String one : running) {
      log().await(one, status -> status.hasRunSucceeded(), Rig.PATIENCE);
    }
    Set<String> open = new HashSet<>(waiting);
    await("what waited has ended")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          open.removeIf(one ->
              log().of(one).stream()
                  .anyMatch(status ->
                      status.hasRunSucceeded()
                          || status.getStatusCase() == StatusCase.RUN_CANCELLED));
          open.stream().filter(ml::executes).forEach(ml::release);
          return open.isEmpty();
        });
    running.forEach(one -> Rig.hasOneEnd(log(), one));
    waiting.forEach(one -> Rig.hasOneEnd(log(), one));
    assertThat(ml.executed)
        .doesNotHaveDuplicates()
        .hasSize(running.size() + waiting.size())
        .allMatch(execution -> execution.endsWith("#1"));
  }

  private Orchestrator here() {
    Orchestrator known = here;
    if (known == null) {
      known = rig.closes(rig.orchestrator(0, ml.address()));
      here = known;
      try {
        known.start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      Rig.awaitReady(known);
    }
    return known;
  }

  private OrchestratorProcess there() {
    return Objects.requireNonNull(there);
  }

  private StatusLog log() {
    StatusLog known = opened;
    if (known == null) {
      known = rig.log();
      opened = known;
    }
    return known;
  }

  private int workingHere() {
    return (int) here().meters().get("signalbox.runs.working").gauge().value();
  }

  private double ownedThere() {
    return there().counted("signalbox_partitions_owned");
  }

  private static double owned(Orchestrator orchestrator) {
    io.micrometer.core.instrument.Gauge gauge =
        orchestrator.meters().find("signalbox.partitions.owned").gauge();
    return gauge == null ? 0 : gauge.value();
  }
}
