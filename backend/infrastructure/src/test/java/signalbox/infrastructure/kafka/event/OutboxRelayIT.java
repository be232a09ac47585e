package signalbox.infrastructure.kafka.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.event.OutboxStore;
import signalbox.application.log.LogOutputs;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.RecordedSpans;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.Ports;
import signalbox.events.v1.Command;
import signalbox.infrastructure.postgres.event.PostgresOutboxStore;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;

/** Commands on their way from a real database to a real broker. */
@Timeout(120)
final class OutboxRelayIT {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final PostgresDatabase database = TestDatabases.fresh();
  private final Transactions transactions = new PostgresTransactions(database);
  private final OutboxStore store = new PostgresOutboxStore(database, transactions);
  private final RecordedSpans spans = new RecordedSpans();

  @AfterEach
  void close() {
    database.close();
  }

  private void append(String topic, String key, int number) {
    transactions.inTransaction(() ->
        store.append(
            new OutboxStore.Message(
                topic,
                key,
                Map.of("ce_id", key + number),
                Integer.toString(number).getBytes(StandardCharsets.UTF_8),
                TestRuns.NOW)));
  }

  private static String topic(String bootstrap) throws ExecutionException, InterruptedException {
    String topic = "commands-" + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 4, (short) 1)
                      .configs(
                          Map.of(
                              "max.message.bytes",
                              Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES)))))
          .all()
          .get();
    }
    return topic;
  }

  private static List<ConsumerRecord<String, byte[]>> read(
      String bootstrap, String topic, int atLeast) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    properties.put("auto.offset.reset", "earliest");
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(
              new TopicPartition(topic, 0),
              new TopicPartition(topic, 1),
              new TopicPartition(topic, 2),
              new TopicPartition(topic, 3));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.size() >= atLeast;
          });
      consumer.poll(Duration.ofMillis(300)).forEach(records::add);
    }
    return records;
  }

  @Test
  void commandsLeaveWithHeadersAndAreGone() throws Exception {
    String bootstrap = EmbeddedKafka.shared().bootstrap();
    String topic = topic(bootstrap);
    Records records = new PostgresRecords(database);
    ProjectId project = records.project();
    UserId user = records.user();
    Run run = TestRuns.training(project, records.dataset(project), user, "a");
    try (OutboxRelay relay = relay(bootstrap)) {
      relay.start();
      CurrentTrace trace = () -> java.util.Optional.of(TRACEPARENT);
      KafkaCommandOutbox outbox =
          new KafkaCommandOutbox(
              store,
              transactions,
              relay::wake,
              TestRuns.IDS,
              () -> TestRuns.NOW,
              trace,
              spans,
              topic,
              new LogOutputs(() -> "127.0.0.1:1", new LogKeys(new byte[32])));
      transactions.inTransaction(() -> {
        outbox.startRun(run, dataset(project, user), null);
        outbox.cancelRun(run, CancelMode.KILL, Duration.ofSeconds(30));
        outbox.predict(
            TestRuns.IDS.next(),
            TestRuns.version(new signalbox.domain.model.ModelId(TestRuns.IDS.next()), 1, run.id()),
            "[{\"x\":\"" + "1".repeat(1 << 20) + "\"}]",
            TestRuns.NOW);
      });
      await().atMost(Duration.ofSeconds(30)).until(() -> store.backlog().messages() == 0);
      assertThat(relay.problem()).isEmpty();
    }
    List<ConsumerRecord<String, byte[]>> sent = read(bootstrap, topic, 3);
    List<ConsumerRecord<String, byte[]>> ofRun =
        sent.stream().filter(record -> record.key().equals(run.id().toString())).toList();
    assertThat(sent).hasSize(3);
    assertThat(ofRun).hasSize(2);
    Command start = Command.parseFrom(ofRun.getFirst().value());
    assertThat(start.getStartRun().getSpec().getParametersJson()).contains("\"rounds\":20");
    assertThat(start.getStartRun().getSpec().getTask()).isEqualTo("classification");
    assertThat(start.getStartRun().getSpec().getTimeLimit().getSeconds()).isEqualTo(300);
    assertThat(start.getStartRun().getSpec().getDataset().getColumns(0).getType())
        .isEqualTo("integer");
    assertThat(start.getStartRun().getMaxAttempts()).isEqualTo(2);
    assertThat(Command.parseFrom(ofRun.getLast().value()).getCancelRun().getGrace().getSeconds())
        .isEqualTo(30);
    assertThat(header(ofRun.getFirst(), "ce_id")).isEqualTo(start.getCommandId());
    assertThat(header(ofRun.getFirst(), "ce_type")).isEqualTo("signalbox.command.start_run");
    assertThat(header(ofRun.getFirst(), "ce_source")).isEqualTo("signalbox/backend");
    assertThat(header(ofRun.getFirst(), "ce_time")).isEqualTo(TestRuns.NOW.toString());
    followsTheTrace(ofRun.getFirst(), start.getCommandId());
  }

  private void followsTheTrace(ConsumerRecord<String, byte[]> record, String id) {
    RecordedSpans.Recorded create = span("create " + record.topic(), id);
    RecordedSpans.Recorded send = span("send " + record.topic(), id);
    RecordedSpans.Recorded relay =
        spans.ended.stream()
            .filter(one -> one.own().equals(send.parent()))
            .findFirst()
            .orElseThrow();
    assertThat(create.parent()).isEqualTo(TRACEPARENT);
    assertThat(relay.name()).isEqualTo("relay " + record.topic());
    assertThat(relay.parent()).isEqualTo(create.own());
    assertThat(relay.since()).contains(TestRuns.NOW);
    assertThat(header(record, "traceparent")).isEqualTo(send.own());
    assertThat(send.attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.destination.name", record.topic())
        .containsEntry("messaging.destination.partition.id", Integer.toString(record.partition()))
        .containsEntry("messaging.kafka.offset", Long.toString(record.offset()))
        .containsEntry("messaging.kafka.message.key", record.key());
  }

  private RecordedSpans.Recorded span(String name, String messageId) {
    return spans.ended.stream()
        .filter(span ->
            span.name().equals(name)
                && messageId.equals(span.attributes().get("messaging.message.id")))
        .findFirst()
        .orElseThrow();
  }

  private OutboxRelay relay(String bootstrap) {
    return new OutboxRelay(store, bootstrap, () -> TestRuns.NOW, spans);
  }

  private static Dataset dataset(ProjectId project, UserId user) {
    return new Dataset(
        new DatasetId(TestRuns.IDS.next()),
        project,
        "t.csv",
        DatasetFormat.CSV,
        ",",
        "datasets/a/b",
        5,
        "ab",
        2,
        List.of(new Column("x", ColumnType.INTEGER)),
        TestRuns.NOW,
        user);
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void survivesABrokerThatIsAwayAtFirst(@TempDir Path directory) throws Exception {
    int port = Ports.free();
    int controller = Ports.free();
    String bootstrap = "127.0.0.1:" + port;
    try (OutboxRelay relay = relay(bootstrap)) {
      relay.start();
      append("signalbox.commands", "a", 0);
      relay.wake();
      await().atMost(Duration.ofSeconds(30)).until(() -> relay.problem().isPresent());
      assertThat(store.backlog().messages()).isEqualTo(1);
      try (EmbeddedKafka kafka = EmbeddedKafka.in(directory).ports(port, controller).start()) {
        String topic = topic(kafka.bootstrap());
        append(topic, "b", 1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
          admin.createTopics(List.of(new NewTopic("signalbox.commands", 4, (short) 1))).all().get();
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> store.backlog().messages() == 0 && relay.problem().isEmpty());
        assertThat(read(bootstrap, "signalbox.commands", 1)).hasSize(1);
        assertThat(read(bootstrap, topic, 1)).hasSize(1);
      }
    }
  }

  @Test
  void twoRelaysSendEachMessageOnceInTheOrderOfItsKey() throws Exception {
    String bootstrap = EmbeddedKafka.shared().bootstrap();
    String topic = topic(bootstrap);
    int messages = 600;
    try (OutboxRelay one = relay(bootstrap);
        OutboxRelay other = relay(bootstrap)) {
      one.start();
      other.start();
      for (int i = 0; i < messages; i++) {
        append(topic, "key-" + i % 7, i);
        one.wake();
        other.wake();
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> store.backlog().messages() == 0);
    }
    List<ConsumerRecord<String, byte[]>> sent = read(bootstrap, topic, messages);
    assertThat(sent).hasSize(messages);
    Map<String, Integer> last = new java.util.HashMap<>();
    HashSet<Integer> seen = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record : sent) {
      int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
      assertThat(seen.add(number)).isTrue();
      assertThat(number).isGreaterThan(last.getOrDefault(record.key(), -1));
      last.put(record.key(), number);
    }
  }

  @Test
  void sendsItsOwnWhenAnotherBackendHasDrainedThatDidNotSeeThem() throws Exception {
    String bootstrap = EmbeddedKafka.shared().bootstrap();
    String topic = topic(bootstrap);
    append(topic, "a", 0);
    CompletableFuture<Boolean> drains = new CompletableFuture<>();
    CompletableFuture<Map<Long, OutboxStore.Place>> sent = new CompletableFuture<>();
    CompletableFuture<OutboxStore.Drained> other =
        CompletableFuture.supplyAsync(() ->
            store.drain(
                9,
                batch -> {
                  drains.complete(true);
                  return sent.join();
                }));
    assertThat(drains).succeedsWithin(Duration.ofSeconds(30));
    try (OutboxRelay relay = relay(bootstrap)) {
      relay.start();
      append(topic, "b", 1);
      relay.wake();
      sent.complete(Map.of());
      assertThat(other).succeedsWithin(Duration.ofSeconds(30));
      await().atMost(Duration.ofSeconds(30)).until(() -> store.backlog().messages() == 0);
    }
    assertThat(read(bootstrap, topic, 2)).hasSize(2);
  }

  @Test
  void looksForItsOwnSoonAndThenLessOftenWhileAnotherBackendDrains() {
    List<Long> looks = new CopyOnWriteArrayList<>();
    try (OutboxRelay relay = besideAnother(looks)) {
      relay.wake();
      relay.start();
      // One before it heard of its own, one at once, and then after 20, 40, 80, 160, 320, 500, 500.
      await().atMost(Duration.ofSeconds(30)).until(() -> looks.size() > 8);
      assertThat(relay.problem()).isEmpty();
    }
    assertThat(between(looks, 1, 4)).isLessThan(Duration.ofSeconds(2));
    assertThat(between(looks, 1, 8)).isGreaterThan(Duration.ofMillis(1_500));
  }

  @Test
  void doesNotHurryForWhatOthersHaveCommitted() {
    List<Long> looks = new CopyOnWriteArrayList<>();
    try (OutboxRelay relay = besideAnother(looks)) {
      relay.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> looks.size() > 2);
    }
    assertThat(between(looks, 0, 2)).isGreaterThan(Duration.ofMillis(1_900));
  }

  private static Duration between(List<Long> looks, int from, int to) {
    return Duration.ofNanos(looks.get(to) - looks.get(from));
  }

  /** A relay that is never the one who drains. */
  private OutboxRelay besideAnother(List<Long> looks) {
    OutboxStore drainedElsewhere =
        new OutboxStore() {
          @Override
          public void append(Message message) {
            throw new AssertionError("Nobody appends here");
          }

          @Override
          public Drained drain(int limit, Function<List<Numbered>, Map<Long, Place>> send) {
            looks.add(System.nanoTime());
            return Drained.ELSEWHERE;
          }

          @Override
          public List<SentCommand> sentCommands(UUID run) {
            return List.of();
          }

          @Override
          public Backlog backlog() {
            return new Backlog(0, Optional.empty());
          }
        };
    String nobody = "127.0.0.1:" + Ports.free();
    return new OutboxRelay(drainedElsewhere, nobody, () -> TestRuns.NOW, spans);
  }
}
