package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.Ports;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;

class BreakerIT {
  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 2, 0));
  private final String nobody = "127.0.0.1:" + Ports.free();
  private @Nullable StatusLog opened;
  private @Nullable OrchestratorConfiguration configuration;

  @BeforeEach
  void up() throws Exception {
    OrchestratorConfiguration known = rig.configuration(0, ml.address(), nobody);
    configuration = known;
    Orchestrator orchestrator = rig.closes(new Orchestrator(known, () -> {}));
    orchestrator.start();
    Rig.awaitReady(orchestrator);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void anOpenCircuitIsToldWithItsNumbersAndMakesNoCalls() throws Exception {
    ServiceDescribed well = described("tabular", ServiceDescribed::getUp);
    assertThat(well.getOrchestrator()).isEqualTo(Objects.requireNonNull(configuration).name());
    assertThat(well.getBreakerState()).isEqualTo("closed");
    assertThat(well.getFailureRate()).isNegative();
    assertThat(well.hasNextProbeAt()).isFalse();

    ml.predictFailure = Code.UNAVAILABLE.toStatus().withDescription("overloaded");
    openByPredictions();
    ServiceDescribed open = described("tabular", one -> one.getBreakerState().equals("open"));
    assertThat(open.getCalls()).isEqualTo(5);
    assertThat(open.getFailedCalls()).isEqualTo(5);
    Instant probe = instant(open);
    assertThat(probe).isAfter(Instant.now().minusSeconds(1));

    // Until the probe nothing leaves: no prediction, no run, no question how it is.
    int described = ml.describeCalls.get();
    String run = UUID.randomUUID().toString();
    rig.start(run, "accept start finish");
    for (int i = 0; i < 5; i++) {
      unavailable();
    }
    Status waits =
        log()
            .await(
                run,
                status -> status.getRunQueued().getWait().getKind().equals("breaker_open"),
                Rig.PATIENCE);
    assertThat(waits.getRunQueued().getWait().hasUntil()).isTrue();
    boolean stillOpen = Instant.now().isBefore(probe);
    assertThat(ml.predictCalls).hasValue(5);
    if (stillOpen) {
      assertThat(ml.describeCalls.get()).isEqualTo(described);
      assertThat(ml.streams).isEmpty();
    }

    // Two probes close it, and what waited goes on.
    ml.predictFailure = null;
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(
            described(
                    "tabular",
                    one ->
                        one.getBreakerState().equals("closed")
                            && !one.hasNextProbeAt()
                            && one.getCalls() < 5)
                .getUp())
        .isTrue();
    assertThat(ml.executed).containsExactly(run + "#1");
  }

  @Test
  void probesThatFailOpenItAnew() throws Exception {
    ml.predictFailure = Code.UNAVAILABLE.toStatus();
    openByPredictions();
    Instant first = instant(described("tabular", one -> one.getBreakerState().equals("open")));
    int before = ml.describeCalls.get();
    ml.describeFailure = Code.UNAVAILABLE.toStatus().withDescription("still ill");
    ServiceDescribed again =
        described(
            "tabular", one -> one.getBreakerState().equals("open") && instant(one).isAfter(first));
    assertThat(Duration.between(first, instant(again))).isGreaterThan(Duration.ofSeconds(5));
    assertThat(ml.describeCalls.get() - before).isEqualTo(2);
    assertThat(again.getLastError()).contains("still ill");
    assertThat(again.getUp()).isFalse();
  }

  @Test
  void anInstanceThatHasNeverAnsweredIsToldToo() {
    Status told =
        log()
            .await(
                nobody,
                status -> status.getServiceDescribed().getInstance().equals(nobody),
                Rig.PATIENCE);
    ServiceDescribed silent = told.getServiceDescribed();
    assertThat(silent.getService()).isEmpty();
    assertThat(silent.getUp()).isFalse();
    assertThat(silent.getLastError()).isNotEmpty();
    assertThat(silent.hasNextProbeAt()).isTrue();
    assertThat(silent.getBreakerState()).isEqualTo("closed");
  }

  @Test
  void whatRunsAndWaitsIsTold() throws Exception {
    List<String> runs = new java.util.ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(UUID.randomUUID().toString());
      rig.start(runs.getLast(), "accept start hold finish");
    }
    described("tabular", one -> one.getRunning() == 2 && one.getQueued() == 1);
    ServiceDescribed budget = described("tabular", one -> one.getRetryBudget() > 0);
    assertThat(budget.getRetriesLeft()).isBetween(1, budget.getRetryBudget());
    await("all have begun")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          runs.stream().filter(ml::executes).forEach(ml::release);
          return ml.executed.size() == 3;
        });
    runs.forEach(ml::release);
    for (String run : runs) {
      log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    }
    described("tabular", one -> one.getRunning() == 0 && one.getQueued() == 0);
  }

  private void openByPredictions() throws Exception {
    for (int i = 0; i < 5; i++) {
      unavailable();
    }
  }

  private void unavailable() throws Exception {
    String id = rig.predict("scripted-tabular", Instant.now().plusSeconds(10));
    Status answer = log().awaitKind(id, StatusCase.PREDICTION_ANSWERED);
    assertThat(answer.getPredictionAnswered().getError().getKind()).isEqualTo("unavailable");
  }

  /** The newest description, once it is as wanted. */
  private ServiceDescribed described(String key, Predicate<ServiceDescribed> wanted) {
    return await("a description of " + key)
        .atMost(Rig.PATIENCE)
        .until(
            () -> {
              List<Status> all = log().of(key);
              return all.isEmpty()
                  ? ServiceDescribed.getDefaultInstance()
                  : all.getLast().getServiceDescribed();
            },
            one -> !one.getInstance().isEmpty() && wanted.test(one));
  }

  private static Instant instant(ServiceDescribed described) {
    return Instant.ofEpochSecond(
        described.getNextProbeAt().getSeconds(), described.getNextProbeAt().getNanos());
  }

  private StatusLog log() {
    return Objects.requireNonNull(opened);
  }
}
