package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import signalbox.embedded.EmbeddedKafka;
import signalbox.events.v1.Command;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.Status;

/** A broker with the topics of the channel, and the test at its other end as the orchestrator. */
final class TestChannel implements AutoCloseable {
  static final String COMMANDS = "signalbox.commands";
  static final String STATUSES = "signalbox.status";
  static final String PROJECTS = "signalbox.projects";
  private static final int PARTITIONS = 8;

  private final EmbeddedKafka kafka;
  private final KafkaProducer<String, byte[]> producer;

  private TestChannel(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  static TestChannel in(Path folder) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.in(folder).start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(COMMANDS, PARTITIONS, (short) 1),
                  new NewTopic(STATUSES, PARTITIONS, (short) 1),
                  new NewTopic(COMMANDS + ".dead", 1, (short) 1),
                  new NewTopic(PROJECTS, 1, (short) 1)))
          .all()
          .get();
    }
    return new TestChannel(kafka);
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  /** A status of now, without its content. */
  static Status.Builder status(String run, int attempt, long sequence) {
    Instant now = Instant.now();
    return Status.newBuilder()
        .setStatusId(UUID.randomUUID().toString())
        .setSchemaVersion(1)
        .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .setRunId(run)
        .setAttempt(attempt)
        .setSequence(sequence);
  }

  void tell(String key, Status.Builder status) throws Exception {
    send(key, status.build().toByteArray());
  }

  /** Bytes that need not be a status. */
  void send(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(STATUSES, key, value)).get();
  }

  /** The commands under a key, in order, once there are that many. */
  List<Command> commands(String key, int count) throws Exception {
    List<Command> commands = new ArrayList<>();
    for (byte[] value : read(COMMANDS, PARTITIONS, key, count)) {
      commands.add(Command.parseFrom(value));
    }
    assertThat(commands).hasSize(count);
    return commands;
  }

  /** The limits of a project that were told last, once there are some. */
  ProjectLimits limits(String project) throws Exception {
    return ProjectLimits.parseFrom(read(PROJECTS, 1, project, 1).getLast());
  }

  /** What lies in a topic under a key, from its beginning, once there is so much at least. */
  private List<byte[]> read(String topic, int partitions, String key, int least) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", kafka.bootstrap());
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
              if (found.key().equals(key)) {
                values.add(found.value());
              }
            }
            return values.size() >= least;
          });
    }
    return values;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
    kafka.close();
  }
}
