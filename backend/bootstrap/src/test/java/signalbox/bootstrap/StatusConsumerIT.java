package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.event.StatusHandler;
import signalbox.application.event.StatusHandlers;
import signalbox.application.log.LogReported;
import signalbox.application.run.RunReported;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunReport;
import signalbox.domain.service.ServiceInstance;
import signalbox.embedded.EmbeddedKafka;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.Status;
import signalbox.presentation.kafka.event.StatusConsumer;

/** The status consumer on a real broker, with handlers that fail as they are told to. */
@Timeout(120)
class StatusConsumerIT {
  private static final String POISONED = "poisoned";

  private final String bootstrap = EmbeddedKafka.shared().bootstrap();
  private final String topic = "status-" + UUID.randomUUID();
  private final String deadTopic = topic + ".dead";
  private final String group = "group-" + topic;
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<String> committed = new CopyOnWriteArrayList<>();
  private final AtomicInteger storeAway = new AtomicInteger();
  private final RunCounters counters = new RunCounters(_ -> {});
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", bootstrap),
          new StringSerializer(),
          new ByteArraySerializer());

  @BeforeEach
  void topics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(new NewTopic(topic, 2, (short) 1), new NewTopic(deadTopic, 1, (short) 1)))
          .all()
          .get();
    }
  }

  @AfterEach
  void close() {
    producer.close();
  }

  private StatusConsumer consumer() {
    StatusHandler<RunReported> runs =
        messages -> {
          messages.forEach(message -> taken.add(reason(message)));
          if (storeAway.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
          }
          if (messages.stream().anyMatch(message -> reason(message).equals(POISONED))) {
            throw new IllegalStateException("cannot be handled");
          }
          messages.forEach(message -> committed.add(reason(message)));
        };
    StatusHandler<MetricsReported> metrics = messages -> {};
    StatusHandler<PredictionAnswered> predictions = messages -> {};
    StatusHandler<LogReported> logs = messages -> {};
    StatusHandler<ServiceInstance> services = messages -> {};
    return new StatusConsumer(
        new StatusConsumer.Options(bootstrap, topic, deadTopic, group),
        new StatusHandlers(predictions, metrics, logs, runs, services),
        counters,
        TraceSpans.NONE,
        InstantSource.system());
  }

  private static String reason(RunReported message) {
    return message.report().content() instanceof RunReport.Queued queued ? queued.reason() : "";
  }

  private void tell(String run, String reason) throws Exception {
    send(
        run,
        Status.newBuilder()
            .setStatusId(UUID.randomUUID().toString())
            .setSchemaVersion(1)
            .setRunId(run)
            .setSequence(1)
            .setRunQueued(RunQueued.newBuilder().setReason(reason))
            .build()
            .toByteArray());
  }

  private void send(String key, byte[] value) throws Exception {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    record.headers().add("ce_id", "original".getBytes(StandardCharsets.UTF_8));
    producer.send(record).get();
  }

  private long committedOffsets() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    }
  }

  private List<ConsumerRecord<String, byte[]>> dead(int atLeast) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(deadTopic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.size() >= atLeast;
          });
    }
    return records;
  }

  @Test
  void whatCannotBeReadOrHandledGoesToTheDeadTopicAndBlocksNobody() throws Exception {
    String run = UUID.randomUUID().toString();
    tell(run, "1");
    send(run, "no protobuf at all".getBytes(StandardCharsets.UTF_8));
    send(run, Status.newBuilder().setSchemaVersion(2).build().toByteArray());
    tell(run, "2");
    tell(run, POISONED);
    tell(run, "3");
    tell("not a uuid", "4");
    try (StatusConsumer consumer = consumer()) {
      consumer.start();
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> {
            assertThat(committed).containsExactly("1", "2", "3");
            assertThat(committedOffsets()).isEqualTo(7);
          });
    }
    List<ConsumerRecord<String, byte[]>> dead = dead(4);
    assertThat(dead).hasSize(4);
    List<String> causes = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : dead) {
      causes.add(header(record, "dead_cause"));
      assertThat(header(record, "ce_id")).isEqualTo("original");
      assertThat(header(record, "dead_topic")).isEqualTo(topic);
      assertThat(header(record, "dead_offset")).matches("[0-9]+");
    }
    assertThat(String.join("\n", causes))
        .contains("not a status")
        .contains("schema_version 2 is not understood")
        .contains("cannot be handled")
        .contains("run_id is not a UUID");
    assertThat(counters.buriedStatuses()).isEqualTo(4);
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void whileAStoreIsAwayNothingIsLostOrCommitted() throws Exception {
    storeAway.set(3);
    Map<String, List<String>> told = new HashMap<>();
    for (int run = 0; run < 4; run++) {
      String id = UUID.randomUUID().toString();
      for (int i = 0; i < 10; i++) {
        String reason = run + "." + i;
        told.computeIfAbsent(run + "", _ -> new ArrayList<>()).add(reason);
        tell(id, reason);
      }
    }
    try (StatusConsumer consumer = consumer()) {
      consumer.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> counters.retriedBatches() >= 1);
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(committedOffsets()).isEqualTo(40));
      assertThat(consumer.problem()).isEmpty();
    }
    assertThat(committed).hasSize(40).doesNotHaveDuplicates();
    assertThat(taken).hasSizeGreaterThan(40);
    told.forEach((run, reasons) ->
        assertThat(committed.stream().filter(reason -> reason.startsWith(run + ".")))
            .containsExactlyElementsOf(reasons));
    assertThat(counters.retriedBatches()).isEqualTo(3);
  }

  @Test
  void anotherConsumerOfTheGroupGoesOnWhereTheFirstStopped() throws Exception {
    String run = UUID.randomUUID().toString();
    tell(run, "1");
    try (StatusConsumer first = consumer()) {
      first.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> committedOffsets() == 1);
    }
    tell(run, "2");
    try (StatusConsumer second = consumer()) {
      second.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> committedOffsets() == 2);
    }
    assertThat(committed).containsExactly("1", "2");
  }
}
