package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedS3;
import signalbox.embedded.Ports;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.CancelRun;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.Predict;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.kafka.Topics;

class OrchestratorIT {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
  private final Topics topics = Topics.prefixed(prefix);
  private final String bootstrap = EmbeddedKafka.shared().bootstrap();
  private final EmbeddedS3 s3 = EmbeddedS3.shared();
  private final String bucket = s3.createBucket();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
          new StringSerializer(),
          new ByteArraySerializer());

  private final ScriptedMlService ml = new ScriptedMlService("tabular", 2, 0);
  private final String run = UUID.randomUUID().toString();
  private Orchestrator orchestrator = orchestrator(0, ml.address());
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    orchestrator.start();
    await("the orchestrator is ready").atMost(Duration.ofSeconds(30)).until(orchestrator::ready);
    opened = new StatusLog(bootstrap, topics.status(), 8);
  }

  @AfterEach
  void down() throws Exception {
    orchestrator.close();
    for (AutoCloseable one : open) {
      one.close();
    }
    ml.close();
    log().close();
    producer.close();
  }

  @Test
  void aRunGoesAllTheWay() throws Exception {
    start(run, "accept start metric progress=100 upload=model.zip metric finish");
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
    assertThat(header(record, "traceparent")).startsWith(TRACE.substring(0, 36));
    assertThat(header(record, "ce_type")).isEqualTo("signalbox.status.run_queued");
    assertThat(header(record, "ce_id")).isEqualTo(Status.parseFrom(record.value()).getStatusId());
    assertThat(ml.traceparents).anyMatch(trace -> trace.startsWith(TRACE.substring(0, 36)));
    uploadsThroughTheGrant();
    assertThat(ml.streams.getFirst().getSpec().getDataset().getUrl())
        .contains("/" + bucket + "/datasets/d/s?")
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
  void nothingIsLostOrDoubledWhenTheServiceHangsUpAtTheEnd() throws Exception {
    start(run, "accept start hangup metric progress=60 metric metric finish");
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(log().of(run).stream().filter(Status::hasMetricsReported)).hasSize(3);
    assertThat(ml.streams).hasSize(1);
  }

  @Test
  void aProgramErrorIsNotRetried() throws Exception {
    start(run, "accept start fail");
    Status end = log().awaitKind(run, StatusCase.RUN_FAILED);
    assertThat(end.getRunFailed().getKind()).isEqualTo("program");
    assertThat(end.getRunFailed().getCode()).isEqualTo("program.error");
    assertThat(ml.executed).containsExactly(run + "#1");
  }

  @Test
  void aKilledServiceCostsOneAttempt() throws Exception {
    start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    int port = ml.port();
    ml.close();
    ScriptedMlService back = new ScriptedMlService("tabular", 2, port);
    open.add(back);
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
    start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    start(run, "accept start hold finish");
    await("the duplicate is counted")
        .until(() -> orchestrator.meters().find("signalbox.commands.duplicate").counter() != null);
    ml.release(run);
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    start(run, "accept start hold finish");
    String other = UUID.randomUUID().toString();
    start(other, "accept start finish");
    log().awaitKind(other, StatusCase.RUN_SUCCEEDED);
    assertThat(ml.executed).containsOnlyOnce(run + "#1");
    lifecycle(run);
  }

  @Test
  void aWaitingRunSaysWhyAndIsStoppedAtOnce() throws Exception {
    List<String> busy = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    for (String one : busy) {
      start(one, "accept start hold finish");
      log().awaitKind(one, StatusCase.RUN_STARTED);
    }
    start(run, "accept start finish");
    log()
        .await(
            run,
            status -> status.getRunQueued().getReason().equals("next in line"),
            Duration.ofSeconds(10));
    cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    log().awaitKind(run, StatusCase.RUN_CANCELLED);
    assertThat(ml.executed).noneMatch(execution -> execution.startsWith(run));
  }

  @Test
  void aRunningRunIsStopped() throws Exception {
    start(run, "accept start hold finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    cancel(run, CancelMode.CANCEL_MODE_GRACEFUL);
    Status end = log().awaitKind(run, StatusCase.RUN_CANCELLED);
    assertThat(end.getRunCancelled().getKilled()).isFalse();
    assertThat(log().of(run)).anyMatch(Status::hasCancelAcknowledged);
  }

  @Test
  void aNewOrchestratorAttachesToWhatRuns() throws Exception {
    start(run, "accept start hold metric finish");
    log().awaitKind(run, StatusCase.RUN_STARTED);
    orchestrator.abort();
    orchestrator = orchestrator(0, ml.address());
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
    String id = predict("scripted-tabular", Instant.now().plusSeconds(10));
    Status answer = log().awaitKind(id, StatusCase.PREDICTION_ANSWERED);
    assertThat(answer.getPredictionAnswered().getPredictionId()).isEqualTo(id);
    assertThat(answer.getPredictionAnswered().getResult().getPredictionsJson())
        .contains("prediction");

    ml.predictFailure = Code.INVALID_ARGUMENT.toStatus().withDescription("age: expected number");
    String wrong = predict("scripted-tabular", Instant.now().plusSeconds(10));
    Status refused = log().awaitKind(wrong, StatusCase.PREDICTION_ANSWERED);
    assertThat(refused.getPredictionAnswered().getError().getKind()).isEqualTo("invalid");
    assertThat(refused.getPredictionAnswered().getError().getMessage())
        .isEqualTo("age: expected number");

    String unknown = predict("nobody", Instant.now().plusSeconds(10));
    Status nobody = log().awaitKind(unknown, StatusCase.PREDICTION_ANSWERED);
    assertThat(nobody.getPredictionAnswered().getError().getKind()).isEqualTo("unavailable");

    String late = predict("scripted-tabular", Instant.now().minusSeconds(1));
    String last = predict("nobody", Instant.now().plusSeconds(10));
    log().awaitKind(last, StatusCase.PREDICTION_ANSWERED);
    await("the late one is counted")
        .until(() ->
            orchestrator.meters().find("signalbox.predictions").tag("outcome", "expired").counter()
                != null);
    assertThat(log().of(late)).isEmpty();
  }

  @Test
  void anOpenCircuitMakesNoCalls() throws Exception {
    ml.predictFailure = Code.UNAVAILABLE.toStatus().withDescription("overloaded");
    for (int i = 0; i < 6; i++) {
      String id = predict("scripted-tabular", Instant.now().plusSeconds(10));
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
          String id = predict("scripted-tabular", Instant.now().plusSeconds(10));
          return log()
              .awaitKind(id, StatusCase.PREDICTION_ANSWERED)
              .getPredictionAnswered()
              .hasResult();
        });
  }

  @Test
  void poisonIsBuriedAndThePartitionGoesOn() throws Exception {
    try (StatusLog dead = new StatusLog(bootstrap, topics.dead(), 1)) {
      ProducerRecord<String, byte[]> poison =
          new ProducerRecord<>(topics.commands(), run, new byte[] {1, 2, 3});
      poison.headers().add("ce_id", "x".getBytes(StandardCharsets.UTF_8));
      producer.send(poison).get();
      send(run, Command.newBuilder().setCommandId("c").setSchemaVersion(2));
      start(run, "accept start finish");
      log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
      await("both are buried").until(() -> dead.records.size() == 2);
      assertThat(header(dead.records.getFirst(), "ce_id")).isEqualTo("x");
      assertThat(header(dead.records.getFirst(), "dead_cause")).startsWith("not a command");
      assertThat(header(dead.records.getLast(), "dead_cause")).contains("schema_version 2");
    }
  }

  @Test
  void manyRunsNeverExceedTheSlots() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(UUID.randomUUID().toString());
      start(many.getLast(), "accept start metric finish");
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
      start(warm, "accept start finish");
      log().awaitKind(warm, StatusCase.RUN_SUCCEEDED);
    }
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String one = UUID.randomUUID().toString();
      start(one, "accept start finish");
      log().awaitKind(one, StatusCase.RUN_SUCCEEDED);
      ConsumerRecord<String, byte[]> first =
          log().records.stream()
              .filter(record -> one.equals(record.key()))
              .findFirst()
              .orElseThrow();
      took.add(first.timestamp() - commandedAt);
    }
    took.sort(null);
    System.out.println("command to first status, ms: " + took);
    // Loose, for a machine that does other things too.
    assertThat(took.get(15)).isLessThan(100);
  }

  private long commandedAt;

  private StatusLog log() {
    StatusLog log = opened;
    if (log == null) {
      throw new IllegalStateException("not set up");
    }
    return log;
  }

  /** The kinds of the lifecycle statuses; fails when their numbers have a gap. */
  private List<String> lifecycle(String key) {
    Map<Long, String> byNumber = new java.util.TreeMap<>();
    log().of(key).stream()
        .filter(StatusLog::lifecycle)
        .forEach(status -> {
          String before = byNumber.put(status.getSequence(), status.getStatusCase().name());
          assertThat(before).isIn(null, status.getStatusCase().name());
        });
    assertThat(byNumber.keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, byNumber.size()).boxed().toList());
    return List.copyOf(byNumber.values());
  }

  private void start(String runId, String script) throws Exception {
    send(
        runId,
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(runId)
                    .setProjectId("p")
                    .setMaxAttempts(3)
                    .setSpec(
                        RunSpec.newBuilder()
                            .setKind("training")
                            .setAlgorithm("scripted-tabular")
                            .setParametersJson(script)
                            .setDataset(DatasetRef.newBuilder().setObjectKey("datasets/d/s")))));
  }

  private void cancel(String runId, CancelMode mode) throws Exception {
    send(runId, command().setCancelRun(CancelRun.newBuilder().setRunId(runId).setMode(mode)));
  }

  private String predict(String algorithm, Instant deadline) throws Exception {
    String id = UUID.randomUUID().toString();
    send(
        id,
        command()
            .setPredict(
                Predict.newBuilder()
                    .setPredictionId(id)
                    .setModel(
                        ModelRef.newBuilder()
                            .setObjectKey("runs/m/1/model.zip")
                            .setAlgorithm(algorithm))
                    .setRowsJson("[{}]")
                    .setDeadline(Times.timestamp(deadline))));
    return id;
  }

  private static Command.Builder command() {
    return Command.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setSchemaVersion(1)
        .setTime(Times.timestamp(Instant.now()));
  }

  private void send(String key, Command.Builder command) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topics.commands(), key, command.build().toByteArray());
    record.headers().add("traceparent", TRACE.getBytes(StandardCharsets.UTF_8));
    commandedAt = System.currentTimeMillis();
    producer.send(record).get();
  }

  private Orchestrator orchestrator(int managementPort, String mlServices) {
    return new Orchestrator(
        new OrchestratorConfiguration(
            bootstrap,
            URI.create(s3.endpoint().toString()),
            "us-east-1",
            bucket,
            s3.accessKey(),
            s3.secretKey(),
            List.of(mlServices),
            "127.0.0.1",
            managementPort,
            "info",
            "",
            false,
            prefix,
            "orchestrator-" + UUID.randomUUID()),
        () -> {});
  }

  @Test
  void tellsItsHealthAndItsNumbers() throws Exception {
    int port = Ports.free();
    try (Orchestrator other = orchestrator(port, ml.address());
        HttpClient http = HttpClient.newHttpClient()) {
      other.start();
      await("ready")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> get(http, port, "/health/ready").statusCode() == 200);
      assertThat(get(http, port, "/health/live").statusCode()).isEqualTo(200);
      assertThat(get(http, port, "/metrics").body()).contains("signalbox_runs_waiting");
    }
  }

  private static HttpResponse<String> get(HttpClient http, int port, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
