package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedS3;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.CancelRun;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.FileRef;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.Predict;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.StudySpec;
import signalbox.orchestrator.core.RetryBudget;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.kafka.Topics;
import signalbox.orchestrator.service.s3.UploadEncryption;

/**
 * The world around the orchestrators of one test: topics and a bucket of their own, commands in,
 * statuses out.
 */
final class Rig implements AutoCloseable {
  static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
  final Topics topics = Topics.prefixed(prefix);
  final String bootstrap;
  final EmbeddedS3 s3 = EmbeddedS3.shared();
  final String bucket = s3.createBucket();
  private final KafkaProducer<String, byte[]> producer;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private long commandedAt;

  /** With the broker that all tests share. */
  Rig() {
    this(EmbeddedKafka.shared().bootstrap());
  }

  /** With a broker of its own, which may not be there yet. */
  Rig(String bootstrap) {
    this.bootstrap = bootstrap;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Closed when the test ends, the last one first. */
  <T extends AutoCloseable> T closes(T one) {
    open.push(one);
    return one;
  }

  // -------------------------------------------------------------------------------------------
  // orchestrators

  OrchestratorConfiguration configuration(int managementPort, String... mlServices) {
    return configuration(managementPort, "", List.of(mlServices));
  }

  private OrchestratorConfiguration configuration(
      int managementPort, String otlpEndpoint, List<String> mlServices) {
    return new OrchestratorConfiguration(
        bootstrap,
        URI.create(s3.endpoint().toString()),
        "us-east-1",
        bucket,
        s3.accessKey(),
        s3.secretKey(),
        false,
        UploadEncryption.NONE,
        mlServices,
        "127.0.0.1",
        managementPort,
        "info",
        otlpEndpoint,
        false,
        prefix,
        "orchestrator-" + UUID.randomUUID(),
        RetryBudget.Policy.DEFAULT);
  }

  Orchestrator orchestrator(int managementPort, String... mlServices) {
    return new Orchestrator(configuration(managementPort, mlServices), () -> {});
  }

  /** One whose spans go to a collector. */
  Orchestrator tracing(String otlpEndpoint, String... mlServices) {
    return new Orchestrator(configuration(0, otlpEndpoint, List.of(mlServices)), () -> {});
  }

  static void awaitReady(Orchestrator orchestrator) {
    await("the orchestrator is ready").atMost(PATIENCE).until(orchestrator::ready);
  }

  /** What the orchestrators say; made once the topics are there. */
  StatusLog log() {
    return closes(new StatusLog(bootstrap, topics.status(), 8));
  }

  // ------------------------------------------------------------------------------------------------ commands

  void start(String runId, String script) throws Exception {
    send(runId, command().setStartRun(startRun(runId, script)));
  }

  void start(String runId, String script, LogOutput log) throws Exception {
    send(runId, command().setStartRun(startRun(runId, script).setLog(log)));
  }

  private static StartRun.Builder startRun(String runId, String script) {
    return StartRun.newBuilder()
        .setRunId(runId)
        .setProjectId("p")
        .setMaxAttempts(3)
        .setSpec(
            RunSpec.newBuilder()
                .setKind("training")
                .setAlgorithm("scripted-tabular")
                .setParametersJson(script)
                .setDataset(DatasetRef.newBuilder().setObjectKey("datasets/d/s")));
  }

  /** A solve that begins from an earlier solution. */
  void solve(String runId, String script) throws Exception {
    StartRun.Builder start = startRun(runId, script);
    start
        .getSpecBuilder()
        .setKind("solve")
        .setDataset(
            DatasetRef.newBuilder().setObjectKey("datasets/d/s").setFormat("mps").setSizeBytes(7))
        .setWarmStart(
            FileRef.newBuilder()
                .setObjectKey("runs/w/1/solution.json")
                .setSha256("ab12")
                .setSizeBytes(42));
    send(runId, command().setStartRun(start));
  }

  void cancel(String runId, CancelMode mode) throws Exception {
    cancel(runId, runId, mode);
  }

  /** Stops a run whose commands have another key: a trial. */
  void cancel(String key, String runId, CancelMode mode) throws Exception {
    send(key, command().setCancelRun(CancelRun.newBuilder().setRunId(runId).setMode(mode)));
  }

  /** A study of the best {@code auc}, whose trials do what the script says. */
  static StartRun.Builder study(String studyId, String script, int trials, int parallelism) {
    StartRun.Builder start = startRun(studyId, "{\"script\":\"" + script + "\"}");
    start.getSpecBuilder().setKind("study").setTask("classification");
    return start
        .setMaxAttempts(100)
        .setStudy(
            StudySpec.newBuilder()
                .setDefinitionJson(
                    "{\"objectives\":[{\"metric\":\"auc\",\"direction\":\"maximize\"}]}")
                .setSampler("tpe")
                .setTrials(trials)
                .setParallelism(parallelism)
                .addObjectives("auc")
                .setReportedMetric("auc"));
  }

  void begin(StartRun.Builder study) throws Exception {
    send(study.getRunId(), command().setStartRun(study));
  }

  void change(ChangeStudy.Builder change) throws Exception {
    send(change.getRunId(), command().setChangeStudy(change));
  }

  void resend(ResendLogs.Builder wish) throws Exception {
    send(wish.getRunId(), command().setResendLogs(wish));
  }

  String predict(String algorithm, Instant deadline) throws Exception {
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

  static Command.Builder command() {
    return Command.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setSchemaVersion(1)
        .setTime(Times.timestamp(Instant.now()));
  }

  void send(String key, Command.Builder command) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topics.commands(), key, command.build().toByteArray());
    record.headers().add("traceparent", TRACE.getBytes(StandardCharsets.UTF_8));
    send(record);
  }

  void send(ProducerRecord<String, byte[]> record) throws Exception {
    commandedAt = System.currentTimeMillis();
    producer.send(record).get();
  }

  /** When the last command was sent, in milliseconds. */
  long commandedAt() {
    return commandedAt;
  }

  // ------------------------------------------------------------------------------------------------ statuses

  /** The kinds of the lifecycle statuses; fails when two have one number or a number is missing. */
  static List<String> lifecycle(StatusLog log, String key) {
    Map<Long, String> byNumber = new TreeMap<>();
    log.of(key).stream()
        .filter(StatusLog::lifecycle)
        .forEach(status -> {
          String before = byNumber.put(status.getSequence(), status.getStatusCase().name());
          assertThat(before).isIn(null, status.getStatusCase().name());
        });
    assertThat(byNumber.keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, byNumber.size()).boxed().toList());
    return List.copyOf(byNumber.values());
  }

  /** The run ended, once: fails when its statuses tell of two ends. */
  static void hasOneEnd(StatusLog log, String key) {
    assertThat(
            lifecycle(log, key).stream()
                .filter(kind ->
                    List.of("RUN_SUCCEEDED", "RUN_FAILED", "RUN_CANCELLED", "RUN_TIMED_OUT")
                        .contains(kind)))
        .hasSize(1);
    assertThat(
            log.of(key).stream()
                .filter(StatusLog::lifecycle)
                .map(Status::getSequence)
                .max(Long::compare))
        .contains((long) lifecycle(log, key).size());
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (Exception broken) {
        throw new IllegalStateException(broken);
      }
    }
    producer.close();
  }
}
