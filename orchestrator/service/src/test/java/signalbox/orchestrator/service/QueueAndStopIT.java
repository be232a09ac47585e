package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;

class QueueAndStopIT {
  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 2, 0));
  private final String run = UUID.randomUUID().toString();
  private final String second = UUID.randomUUID().toString();
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    rig.topics.create(rig.bootstrap);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void aProjectExecutesNoMoreRunsThanItMay() throws Exception {
    limit("p", 1);
    begin();
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    rig.start(second, "accept start finish");
    Status waits =
        log()
            .await(
                second,
                status -> status.getRunQueued().getWait().getKind().equals("project_limit"),
                Rig.PATIENCE);
    assertThat(waits.getRunQueued().getReason())
        .isEqualTo("the project executes as many runs as it may: 1");
    assertThat(waits.getRunQueued().getWait().getService()).isEqualTo("tabular");
    assertThat(ml.executed).containsExactly(run + "#1");
    ml.release(run);
    log().await(second, Status::hasRunSucceeded, Rig.PATIENCE);
  }

  @Test
  void aLimitThatIsLiftedLetsRunsGo() throws Exception {
    limit("p", 1);
    begin();
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    rig.start(second, "accept start finish");
    log().awaitKind(second, StatusCase.RUN_QUEUED);
    limit("p", 0);
    log().await(second, Status::hasRunSucceeded, Rig.PATIENCE);
    ml.release(run);
    log().await(run, Status::hasRunSucceeded, Rig.PATIENCE);
  }

  @Test
  void aStopTellsEachOfItsSteps() throws Exception {
    begin();
    rig.start(run, "accept start checkpoint hold finish");
    log().await(run, Status::hasCheckpointSaved, Rig.PATIENCE);
    rig.cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    log().await(run, Status::hasRunCancelled, Rig.PATIENCE);
    Status delivered = log().await(run, Status::hasCancelDelivered, Rig.PATIENCE);
    assertThat(delivered.getAttempt()).isEqualTo(1);
    assertThat(delivered.getCancelDelivered().getMode()).isEqualTo(CancelMode.CANCEL_MODE_GRACEFUL);
    assertThat(delivered.getCancelDelivered().getInstance()).isEqualTo(ml.address());
    assertThat(log().of(run)).anyMatch(Status::hasCancelAcknowledged);
  }

  @Test
  void aRunWhoseServiceIsDeadIsStoppedByItsDeadline() throws Exception {
    begin();
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    ml.close();
    rig.cancel(run, CancelMode.CANCEL_MODE_KILL);
    Status end = log().await(run, Status::hasRunCancelled, Rig.PATIENCE);
    assertThat(end.getRunCancelled().getKilled()).isTrue();
    Rig.hasOneEnd(log(), run);
  }

  @Test
  void aLostAttemptIsQueuedAgainAndOnlyAsOftenAsItMay() throws Exception {
    begin();
    rig.start(run, "accept start break");
    Status end = log().await(run, Status::hasRunFailed, Rig.PATIENCE);
    assertThat(end.getRunFailed().getKind()).isEqualTo("infrastructure");
    assertThat(Rig.lifecycle(log(), run))
        .containsSubsequence(
            "RUN_QUEUED",
            "RUN_STARTING",
            "RUN_RETRYING",
            "RUN_QUEUED",
            "RUN_STARTING",
            "RUN_RETRYING",
            "RUN_QUEUED",
            "RUN_STARTING",
            "RUN_FAILED");
    // No other layer has tried once more.
    assertThat(ml.executed).containsExactly(run + "#1", run + "#2", run + "#3");
  }

  @Test
  void aCommandThatComesAgainIsAnsweredWithTheSameStatus() throws Exception {
    begin();
    rig.start(run, "accept start finish");
    Status end = log().await(run, Status::hasRunSucceeded, Rig.PATIENCE);
    rig.start(run, "accept start finish");
    awaitTold(end, 2);
    rig.cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    awaitTold(end, 3);
    Rig.hasOneEnd(log(), run);
    assertThat(ml.executed).containsExactly(run + "#1");
  }

  @Test
  void aServiceThatDoesNotDescribeItselfLosesNoRun() throws Exception {
    begin();
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    ml.describeFailure = Code.INTERNAL.toStatus().withDescription("broken");
    int before = ml.describeCalls.get();
    await("it was asked").atMost(Rig.PATIENCE).until(() -> ml.describeCalls.get() > before + 2);
    rig.start(second, "accept start finish");
    Status waits =
        log()
            .await(
                second,
                status ->
                    List.of("service_down", "breaker_open")
                        .contains(status.getRunQueued().getWait().getKind()),
                Rig.PATIENCE);
    assertThat(waits.getRunQueued().getWait().hasUntil()).isTrue();
    ml.describeFailure = null;
    ml.release(run);
    log().await(run, Status::hasRunSucceeded, Rig.PATIENCE);
    log().await(second, Status::hasRunSucceeded, Rig.PATIENCE);
    assertThat(ml.executed).containsExactly(run + "#1", second + "#1");
  }

  private void begin() throws Exception {
    Orchestrator orchestrator = rig.closes(rig.orchestrator(0, ml.address()));
    orchestrator.start();
    Rig.awaitReady(orchestrator);
  }

  private void limit(String project, int maxRunning) throws Exception {
    ProjectLimits limits =
        ProjectLimits.newBuilder()
            .setSchemaVersion(1)
            .setProjectId(project)
            .setMaxRunning(maxRunning)
            .setWeight(1)
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", rig.bootstrap),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(rig.topics.projects(), project, limits.toByteArray()))
          .get();
    }
  }

  private void awaitTold(Status status, int times) {
    await("told again")
        .atMost(Rig.PATIENCE)
        .until(() -> log().of(run).stream().filter(one -> one.equals(status)).count() >= times);
  }

  private StatusLog log() {
    StatusLog log = opened;
    if (log == null) {
      throw new IllegalStateException("not set up");
    }
    return log;
  }
}
