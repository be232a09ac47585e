package signalbox.bootstrap;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.ArtifactStored;
import signalbox.events.v1.Command;
import signalbox.events.v1.MetricPoint;
import signalbox.events.v1.MetricsReported;
import signalbox.events.v1.ModelStored;
import signalbox.events.v1.PredictionAnswered;
import signalbox.events.v1.PredictionResult;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunStarted;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.Status;

/**
 * Takes commands from the real channel and lets every training succeed with a model and every
 * prediction be 42. Says everything about metrics twice.
 */
final class ScriptedOrchestrator implements AutoCloseable {
  private static final String COMMANDS = "signalbox.commands";
  private static final String STATUSES = "signalbox.status";
  private static final int POINTS_OF_AN_EVENT = 50;
  private static final String SIGNATURE =
      """
      {"task":"regression","target":"y","inputs":[{"name":"x","type":"number","required":true}],
       "output":{"type":"number"}}
      """;

  private final int points;
  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final List<String> traceparents = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("orchestrator").unstarted(this::run);
  private volatile boolean closing;

  private ScriptedOrchestrator(String bootstrap, int points) {
    this.points = points;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG,
                "scripted-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * @param points metric points of each training
   */
  static ScriptedOrchestrator start(String bootstrap, int points) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (NewTopic topic :
          List.of(
              new NewTopic(COMMANDS, 8, (short) 1),
              new NewTopic(STATUSES, 8, (short) 1),
              new NewTopic(COMMANDS + ".dead", 1, (short) 1))) {
        try {
          admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new IllegalStateException(e.getCause());
          }
        }
      }
    }
    ScriptedOrchestrator orchestrator = new ScriptedOrchestrator(bootstrap, points);
    orchestrator.thread.start();
    return orchestrator;
  }

  /** Of all commands so far. */
  List<String> traceparents() {
    return traceparents;
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(COMMANDS));
      Instant described = Instant.EPOCH;
      while (!closing) {
        if (Duration.between(described, Instant.now()).toSeconds() >= 2) {
          describe();
          described = Instant.now();
        }
        for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
          take(found);
        }
      }
    } catch (WakeupException e) {
      closing = true;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(ConsumerRecord<String, byte[]> found) throws InvalidProtocolBufferException {
    Header trace = found.headers().lastHeader("traceparent");
    String traceparent = trace == null ? "" : new String(trace.value(), StandardCharsets.UTF_8);
    traceparents.add(traceparent);
    Command command = Command.parseFrom(found.value());
    switch (command.getCommandCase()) {
      case START_RUN -> train(command.getStartRun().getRunId(), traceparent);
      case PREDICT -> predict(command.getPredict().getPredictionId(), traceparent);
      default -> {
        // Of other tests on the same channel.
      }
    }
  }

  private void train(String run, String traceparent) {
    send(run, traceparent, of(run, 0, 1).setRunQueued(RunQueued.getDefaultInstance()));
    send(
        run,
        traceparent,
        of(run, 1, 2).setRunStarting(RunStarting.newBuilder().setService("toys").setInstance("a")));
    send(
        run,
        traceparent,
        of(run, 1, 3).setRunStarted(RunStarted.newBuilder().setService("toys").setInstance("a")));
    int event = 1;
    for (int first = 0; first < points; first += POINTS_OF_AN_EVENT) {
      MetricsReported.Builder reported = MetricsReported.newBuilder();
      for (int i = first; i < Math.min(points, first + POINTS_OF_AN_EVENT); i++) {
        reported.addPoints(
            MetricPoint.newBuilder()
                .setKey("loss")
                .setRole("loss")
                .setStep(i)
                .setValue(i == 13 ? Double.NaN : i)
                .setTime(Timestamp.newBuilder().setSeconds(1_760_000_000L + i)));
      }
      Status.Builder metrics = of(run, 1, event++).setMetricsReported(reported);
      send(run, traceparent, metrics);
      send(run, traceparent, metrics);
    }
    send(
        run,
        traceparent,
        of(run, 1, event)
            .setArtifactStored(
                ArtifactStored.newBuilder()
                    .setName("model.zip")
                    .setObjectKey("runs/" + run + "/1/model.zip")
                    .setContentType("application/zip")
                    .setSizeBytes(10)
                    .setSha256("00")
                    .setRole("model")));
    send(
        run,
        traceparent,
        of(run, 1, 4)
            .setRunSucceeded(
                RunSucceeded.newBuilder()
                    .putSummary("loss", 0.5)
                    .setModel(
                        ModelStored.newBuilder()
                            .setArtifactName("model.zip")
                            .setFormat("signalbox-model-v1")
                            .setSignatureJson(SIGNATURE))));
  }

  private void predict(String prediction, String traceparent) {
    send(
        prediction,
        traceparent,
        of("", 0, 0)
            .setPredictionAnswered(
                PredictionAnswered.newBuilder()
                    .setPredictionId(prediction)
                    .setResult(
                        PredictionResult.newBuilder()
                            .setPredictionsJson("[{\"prediction\":42.0},{\"prediction\":42.0}]")
                            .setInferenceTime(
                                com.google.protobuf.Duration.newBuilder().setNanos(1_000_000)))));
  }

  private void describe() {
    send(
        "toys",
        "",
        of("", 0, 0)
            .setServiceDescribed(
                ServiceDescribed.newBuilder()
                    .setService("toys")
                    .setInstance("a")
                    .setVersion("1")
                    .setInstanceId("i")
                    .setUp(true)
                    .setSlots(2)
                    .setBreakerState("closed")
                    .addAlgorithms(
                        Algorithm.newBuilder()
                            .setName("toy")
                            .setTitle("Toy")
                            .addKinds("training")
                            .addKinds("prediction")
                            .addTasks("regression")
                            .setParametersSchemaJson("{\"type\":\"object\"}"))));
  }

  private static Status.Builder of(String run, int attempt, long sequence) {
    return Status.newBuilder()
        .setStatusId(UUID.randomUUID().toString())
        .setSchemaVersion(1)
        .setTime(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond()))
        .setRunId(run)
        .setAttempt(attempt)
        .setSequence(sequence);
  }

  private void send(String key, String traceparent, Status.Builder status) {
    ProducerRecord<String, byte[]> toSend =
        new ProducerRecord<>(STATUSES, key, status.build().toByteArray());
    if (!traceparent.isEmpty()) {
      toSend.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
    }
    var _ = producer.send(toSend);
  }
}
