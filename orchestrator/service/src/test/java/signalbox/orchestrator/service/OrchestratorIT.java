package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import io.micrometer.core.instrument.Counter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.Ports;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.Command;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;
import signalbox.ml.v1.InputFile;

class OrchestratorIT {
  private final Rig rig = new Rig();
  private final ScriptedMlService ml = new ScriptedMlService("tabular", 2, 0);
  private final String run = UUID.randomUUID().toString();
  private Orchestrator orchestrator = rig.orchestrator(0, ml.address());
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    orchestrator.start();
    Rig.awaitReady(orchestrator);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    orchestrator.close();
    ml.close();
    rig.close();
  }

  @Test
  void aRunGoesAllTheWay() throws Exception {
    rig.start(run, "accept start metric progress=100 upload=model.zip metric finish");
    Status end = log().awaitKind(run, StatusCase.RUN_SUCCEEDED);

    assertThat(lifecycle(run)).containsSubsequence("RUN_STARTING", "RUN_STARTED", "RUN_SUCCEEDED");
    assertThat(end.getRunSucceeded().getSummaryMap()).containsEntry("auc", 0.9);
    assertThat(end.getAttempt()).isEqualTo(1);
    List<Status> all = log().of(run);
    // Telemetry is stored before the end is told.
    assertThat(all.getLast().getStatusCase()).isEqualTo(StatusCase.RUN_SUCCEEDED);
    assertThat(all.stream().filter(Status::hasMetricsReported)).hasSize(2);
    List<Status> progress = all.stream().filter(Status::hasRunProgressed).toList();
    assertThat(progress.getLast().getRunProgressed().getFraction()).isEqualTo(1.0);
    assertThat(progress).hasSizeLessThan(20);
    Status artifact = all.stream().filter(Status::hasArtifactStored).findFirst().orElseThrow();
    String key = "runs/" + run + "/1/model.zip";
    assertThat(artifact.getArtifactStored().getObjectKey()).isEqualTo(key);
    await("everything is acknowledged").until(() -> ml.acknowledged.getOrDefault(run, 0L) == 107L);

    ConsumerRecord<String, byte[]> record =
        log().records.stream().filter(one -> run.equals(one.key())).findFirst().orElseThrow();
    assertThat(Rig.header(record, "traceparent")).startsWith(Rig.TRACE.substring(0, 36));
    assertThat(Rig.header(record, "ce_type")).isEqualTo("signalbox.status.run_queued");
    assertThat(Rig.header(record, "ce_id"))
        .isEqualTo(Status.parseFrom(record.value()).getStatusId());
    assertThat(ml.traceparents).anyMatch(trace -> trace.startsWith(Rig.TRACE.substring(0, 36)));
    uploadsThroughTheGrant();
    assertThat(ml.streams.getFirst().getSpec().getDataset().getUrl())
        .contains("/" + rig.bucket + "/datasets/d/s?")
        .contains("X-Amz-Signature");
  }

  private void uploadsThroughTheGrant() throws Exception {
    signalbox.ml.v1.GrantUpload grant = java.util.Objects.requireNonNull(ml.grants.get(run));
    HttpRequest.Builder put =
        HttpRequest.newBuilder(URI.create(grant.getUrl()))
            .PUT(HttpRequest.BodyPublishers.ofString("zip"));
    grant.getHeadersMap().forEach(put::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(put.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aSolveTakesItsWarmStartAndTellsItsOutcome() throws Exception {
    rig.solve(run, "accept start upload=incumbent-000001.json metric solved=optimal");
    Status end = log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(end.getRunSucceeded().getOutcome()).isEqualTo("optimal");
    assertThat(end.getRunSucceeded().getSummaryMap()).containsEntry("objective", 3.0);
    assertThat(end.getRunSucceeded().hasModel()).isFalse();
    Status artifact =
        log().of(run).stream().filter(Status::hasArtifactStored).findFirst().orElseThrow();
    assertThat(artifact.getArtifactStored().getRole()).isEqualTo("solution");
    assertThat(artifact.getArtifactStored().getObjectKey())
        .isEqualTo("runs/" + run + "/1/incumbent-000001.json");
    signalbox.ml.v1.RunSpec spec = ml.streams.getFirst().getSpec();
    assertThat(spec.getKind()).isEqualTo("solve");
    assertThat(spec.getDataset().getFormat()).isEqualTo("mps");
    InputFile warmStart = spec.getWarmStart();
    assertThat(warmStart.getUrl())
        .contains("/" + rig.bucket + "/runs/w/1/solution.json?")
        .contains("X-Amz-Signature");
    assertThat(warmStart.getSha256()).isEqualTo("ab12");
    assertThat(warmStart.getSizeBytes()).isEqualTo(42);
  }

  @Test
  void nothingIsLostOrDoubledWhenTheServiceHangsUpAtTheEnd() throws Exception {
    rig.start(run, "accept start hangup metric progress=60 metric metric finish");
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(log().of(run).stream().filter(Status::hasMetricsReported)).hasSize(3);
    assertThat(ml.streams).hasSize(1);
  }

  @Test
  void aProgramErrorIsNotRetried() throws Exception {
    rig.start(run, "accept start fail");
    Status end = log().awaitKind(run, StatusCase.RUN_FAILED);
    assertThat(end.getRunFailed().getKind()).isEqualTo("program");
    assertThat(end.getRunFailed().getCode()).isEqualTo("program.error");
    assertThat(ml.executed).containsExactly(run + "#1");
  }

  @Test
  void aKilledServiceCostsOneAttempt() throws Exception {
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    int port = ml.port();
    ml.close();
    ScriptedMlService back = new ScriptedMlService("tabular", 2, port);
    rig.closes(back);
    log().awaitKind(run, StatusCase.RUN_RETRYING);
    await("the second attempt")
        .atMost(Duration.ofSeconds(20))
        .until(() -> back.executed.contains(run + "#2"));
    back.release(run);
    Status end = log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(end.getAttempt()).isEqualTo(2);
    assertThat(back.executed).containsExactly(run + "#2");
  }

  @Test
  void aSecondCommandExecutesNothing() throws Exception {
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    rig.start(run, "accept start hold finish");
    await("the duplicate is counted").until(() -> counted("signalbox.commands.duplicate") > 0);
    ml.release(run);
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(calls("Run", "OK")).isEqualTo(1);
    rig.start(run, "accept start hold finish");
    String other = UUID.randomUUID().toString();
    rig.start(other, "accept start finish");
    log().awaitKind(other, StatusCase.RUN_SUCCEEDED);
    assertThat(ml.executed).containsOnlyOnce(run + "#1");
    lifecycle(run);
  }

  @Test
  void aWaitingRunSaysWhyAndIsStoppedAtOnce() throws Exception {
    List<String> busy = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    for (String one : busy) {
      rig.start(one, "accept start hold finish");
      log().awaitKind(one, StatusCase.RUN_STARTED);
    }
    rig.start(run, "accept start finish");
    log()
        .await(run, status -> !status.getRunQueued().getReason().isEmpty(), Duration.ofSeconds(10));
    rig.cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    log().awaitKind(run, StatusCase.RUN_CANCELLED);
    assertThat(ml.executed).noneMatch(execution -> execution.startsWith(run));
  }

  @Test
  void aRunningRunIsStopped() throws Exception {
    rig.start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    rig.cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    Status end = log().awaitKind(run, StatusCase.RUN_CANCELLED);
    assertThat(end.getRunCancelled().getKilled()).isFalse();
    assertThat(log().of(run)).anyMatch(Status::hasCancelAcknowledged);
  }

  @Test
  void aNewOrchestratorAttachesToWhatRuns() throws Exception {
    rig.start(run, "accept start hold metric finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    orchestrator.abort();
    orchestrator = rig.orchestrator(0, ml.address());
    Instant killed = Instant.now();
    orchestrator.start();
    await("attached again")
        .atMost(Duration.ofSeconds(20))
        .until(() -> ml.streams.stream().anyMatch(signalbox.ml.v1.StartRun::getAttachOnly));
    assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(10));
    ml.release(run);
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(ml.executed).containsExactly(run + "#1");
    assertThat(lifecycle(run)).containsSubsequence("RUN_STARTED", "RUN_SUCCEEDED");
    assertThat(log().of(run)).anyMatch(Status::hasMetricsReported);
  }

  @Test
  void answersPredictions() throws Exception {
    String id = rig.predict("scripted-tabular", Instant.now().plusSeconds(10));
    Status answer = log().awaitKind(id, StatusCase.PREDICTION_ANSWERED);
    assertThat(answer.getPredictionAnswered().getPredictionId()).isEqualTo(id);
    assertThat(answer.getPredictionAnswered().getResult().getPredictionsJson())
        .contains("prediction");

    ml.predictFailure = Code.INVALID_ARGUMENT.toStatus().withDescription("age: expected number");
    String wrong = rig.predict("scripted-tabular", Instant.now().plusSeconds(10));
    Status refused = log().awaitKind(wrong, StatusCase.PREDICTION_ANSWERED);
    assertThat(refused.getPredictionAnswered().getError().getKind()).isEqualTo("invalid");
    assertThat(refused.getPredictionAnswered().getError().getMessage())
        .isEqualTo("age: expected number");

    String unknown = rig.predict("nobody", Instant.now().plusSeconds(10));
    Status nobody = log().awaitKind(unknown, StatusCase.PREDICTION_ANSWERED);
    assertThat(nobody.getPredictionAnswered().getError().getKind()).isEqualTo("unavailable");

    String late = rig.predict("scripted-tabular", Instant.now().minusSeconds(1));
    String last = rig.predict("nobody", Instant.now().plusSeconds(10));
    log().awaitKind(last, StatusCase.PREDICTION_ANSWERED);
    await("the late one is counted")
        .until(() -> counted("signalbox.predictions", "outcome", "expired") > 0);
    assertThat(log().of(late)).isEmpty();
    assertThat(calls("Predict", "OK")).isEqualTo(1);
    assertThat(calls("Predict", "INVALID_ARGUMENT")).isEqualTo(1);
  }

  /** The sum of what was counted under the name with the tags. */
  private double counted(String name, String... tags) {
    return orchestrator.meters().find(name).tags(tags).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** How many calls of the method ended so; of a stream, how many were answered so. */
  private long calls(String method, String code) {
    return orchestrator
        .meters()
        .get("signalbox.grpc.call")
        .tags("method", method, "code", code)
        .timer()
        .count();
  }

  @Test
  void anOpenCircuitMakesNoCalls() throws Exception {
    ml.predictFailure = Code.UNAVAILABLE.toStatus().withDescription("overloaded");
    for (int i = 0; i < 6; i++) {
      String id = rig.predict("scripted-tabular", Instant.now().plusSeconds(10));
      Status answer = log().awaitKind(id, StatusCase.PREDICTION_ANSWERED);
      assertThat(answer.getPredictionAnswered().getError().getKind()).isEqualTo("unavailable");
    }
    // Five failures in a row open it; what retries would have come after that never left.
    assertThat(ml.predictCalls).hasValue(5);
    log()
        .await(
            "tabular",
            status -> status.getServiceDescribed().getBreakerState().equals("open"),
            Duration.ofSeconds(10));
    ml.predictFailure = null;
    await("the probes close it")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          String id = rig.predict("scripted-tabular", Instant.now().plusSeconds(10));
          return log()
              .awaitKind(id, StatusCase.PREDICTION_ANSWERED)
              .getPredictionAnswered()
              .hasResult();
        });
  }

  @Test
  void poisonIsBuriedAndThePartitionGoesOn() throws Exception {
    try (StatusLog dead = new StatusLog(rig.bootstrap, rig.topics.dead(), 1)) {
      ProducerRecord<String, byte[]> poison =
          new ProducerRecord<>(rig.topics.commands(), run, new byte[] {1, 2, 3});
      poison.headers().add("ce_id", "x".getBytes(StandardCharsets.UTF_8));
      rig.send(poison);
      rig.send(run, Command.newBuilder().setCommandId("c").setSchemaVersion(2));
      rig.start(run, "accept start finish");
      log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
      await("both are buried").until(() -> dead.records.size() == 2);
      ConsumerRecord<String, byte[]> first = dead.records.getFirst();
      assertThat(first.key()).isEqualTo(run);
      assertThat(first.value()).containsExactly(1, 2, 3);
      assertThat(Rig.header(first, "ce_id")).isEqualTo("x");
      assertThat(Rig.header(first, "dead_cause")).startsWith("not a command");
      assertThat(Rig.header(first, "dead_error_class")).isEqualTo("undecodable");
      assertThat(Rig.header(first, "dead_topic")).isEqualTo(rig.topics.commands());
      assertThat(Rig.header(first, "dead_key")).isEqualTo(run);
      assertThat(Rig.header(first, "dead_offset")).isEqualTo("0");
      assertThat(Rig.header(first, "dead_partition")).matches("[0-7]");
      assertThat(Instant.parse(Rig.header(first, "dead_record_time"))).isBefore(Instant.now());
      assertThat(Instant.parse(Rig.header(first, "dead_time"))).isBefore(Instant.now());
      ConsumerRecord<String, byte[]> second = dead.records.getLast();
      assertThat(Rig.header(second, "dead_cause")).contains("schema_version 2");
      assertThat(Rig.header(second, "dead_error_class")).isEqualTo("version");

      // What is sent back as it is, and is poison still, is buried anew: with one place, the new
      // one.
      ProducerRecord<String, byte[]> again =
          new ProducerRecord<>(rig.topics.commands(), null, first.key(), first.value());
      first.headers().forEach(again.headers()::add);
      rig.send(again);
      await("it is buried again").until(() -> dead.records.size() == 3);
      ConsumerRecord<String, byte[]> third = dead.records.getLast();
      assertThat(third.headers().headers("dead_offset")).hasSize(1);
      assertThat(Rig.header(third, "dead_offset")).isNotEqualTo("0");
      assertThat(Rig.header(third, "ce_id")).isEqualTo("x");
    }
  }

  @Test
  void manyRunsNeverExceedTheSlots() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(UUID.randomUUID().toString());
      rig.start(many.getLast(), "accept start metric finish");
    }
    for (String one : many) {
      log().awaitKind(one, StatusCase.RUN_SUCCEEDED);
      lifecycle(one);
    }
    assertThat(ml.executed).hasSize(60).doesNotHaveDuplicates();
  }

  @Test
  void theFirstStatusComesWithinMilliseconds() throws Exception {
    for (int i = 0; i < 20; i++) {
      String warm = UUID.randomUUID().toString();
      rig.start(warm, "accept start finish");
      log().awaitKind(warm, StatusCase.RUN_SUCCEEDED);
    }
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String one = UUID.randomUUID().toString();
      rig.start(one, "accept start finish");
      log().awaitKind(one, StatusCase.RUN_SUCCEEDED);
      ConsumerRecord<String, byte[]> first =
          log().records.stream()
              .filter(record -> one.equals(record.key()))
              .findFirst()
              .orElseThrow();
      took.add(first.timestamp() - rig.commandedAt());
    }
    took.sort(null);
    System.out.println("command to first status, ms: " + took);
    // Loose, for a machine that does other things too.
    assertThat(took.get(15)).isLessThan(100);
  }

  private StatusLog log() {
    StatusLog log = opened;
    if (log == null) {
      throw new IllegalStateException("not set up");
    }
    return log;
  }

  private List<String> lifecycle(String key) {
    return Rig.lifecycle(log(), key);
  }

  @Test
  void tellsItsHealthAndItsNumbers() throws Exception {
    int port = Ports.free();
    try (Orchestrator other = rig.orchestrator(port, ml.address());
        HttpClient http = HttpClient.newHttpClient()) {
      other.start();
      await("ready")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> get(http, port, "/health/ready").statusCode() == 200);
      assertThat(get(http, port, "/health/live").statusCode()).isEqualTo(200);
      // What has not happened yet is there, too: the first time must be seen as a change.
      assertThat(get(http, port, "/metrics").body())
          .contains("signalbox_runs_waiting")
          .contains("signalbox_commands_dead_total 0")
          .contains("signalbox_commands_total{kind=\"CHANGE_COMMANDED\"} 0")
          .contains("signalbox_events_stale_total{event=\"FINISHED\"} 0")
          .contains("signalbox_trials_ended_total{outcome=\"pruned\"} 0")
          .contains("signalbox_orchestrator_fenced_total 0")
          .contains("signalbox_suggest_seconds_count{outcome=\"unavailable\"} 0")
          .contains("signalbox_predictions_total{outcome=\"expired\"} 0")
          .contains("signalbox_logs_resent_total{outcome=\"gone\"} 0")
          .contains("signalbox_ml_events_duplicate_total 0")
          .contains(
              "signalbox_ml_breaker_state{ml_instance=\"" + ml.address() + "\",state=\"open\"} 0")
          .contains("signalbox_grpc_call_seconds_count{code=\"OK\",method=\"Suggest\"")
          .contains("jvm_memory_used_bytes")
          .contains("process_uptime_seconds")
          .contains("logback_events_total");
    }
  }

  private static HttpResponse<String> get(HttpClient http, int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
