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
import java.util.function.Consumer;
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
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.RunReported;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.StoredTraces;
import signalbox.application.shared.TraceSpans;
import signalbox.application.study.InMemoryStudyEventRepository;
import signalbox.application.study.InMemoryStudyRepository;
import signalbox.application.study.InMemoryTrialRepository;
import signalbox.application.study.RecordStudies;
import signalbox.application.study.StudyReported;
import signalbox.application.study.StudyWatcher;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.service.ServiceInstance;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.Study;
import signalbox.embedded.EmbeddedKafka;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.Status;
import signalbox.events.v1.StudyChanged;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
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
    return consumer(messages -> {});
  }

  private StatusConsumer consumer(StatusHandler<StudyReported> studies) {
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
        new StatusHandlers(predictions, studies, metrics, logs, runs, services),
        counters,
        TraceSpans.NONE,
        new StoredTraces(TraceSpans.NONE),
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

  @Test
  void sharesItsPartitionsWithWhoComesAndHasThemBackFromWhoGoes() throws Exception {
    List<String> told = new ArrayList<>();
    try (StatusConsumer first = consumer()) {
      first.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> first.partitions().size() == 2);
      try (StatusConsumer second = consumer()) {
        second.start();
        // Statuses come while partitions move.
        await()
            .atMost(Duration.ofSeconds(40))
            .until(() -> {
              tellNext(told);
              return first.partitions().size() == 1 && second.partitions().size() == 1;
            });
        tellNext(told);
        await()
            .atMost(Duration.ofSeconds(40))
            .untilAsserted(() -> assertThat(committed).containsAll(told));
      }
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> {
            tellNext(told);
            return first.partitions().size() == 2;
          });
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> {
            assertThat(committed).containsAll(told);
            assertThat(committedOffsets()).as("also when no more come").isEqualTo(told.size());
          });
    }
  }

  private void tellNext(List<String> told) throws Exception {
    String reason = Integer.toString(told.size());
    tell(UUID.randomUUID().toString(), reason);
    told.add(reason);
  }

  private void tell(RunId study, long sequence, Consumer<Status.Builder> content) throws Exception {
    Status.Builder status =
        Status.newBuilder()
            .setStatusId(UUID.randomUUID().toString())
            .setSchemaVersion(1)
            .setRunId(study.toString())
            .setSequence(sequence);
    content.accept(status);
    send(study.toString(), status.build().toByteArray());
  }

  private static TrialBegun.Builder begun(int number, RunId trial) {
    return TrialBegun.newBuilder()
        .setNumber(number)
        .setTrialId(trial.toString())
        .setParametersJson("{\"leaves\":16}")
        .setProposed(true);
  }

  private static TrialEnded.Builder ended(int number, RunId trial, double value) {
    return TrialEnded.newBuilder()
        .setNumber(number)
        .setTrialId(trial.toString())
        .setOutcome("completed")
        .addValues(value)
        .addConstraints(-1)
        .setLastStep(-1);
  }

  @Test
  void trialsAreRecordedOnceHoweverOftenTheyAreTold() throws Exception {
    Run study =
        TestRuns.study(
            new ProjectId(TestRuns.IDS.next()),
            new DatasetId(TestRuns.IDS.next()),
            new UserId(TestRuns.IDS.next()),
            "search");
    InMemoryRunRepository runs = new InMemoryRunRepository();
    InMemoryStudyRepository studies = new InMemoryStudyRepository();
    InMemoryTrialRepository trials = new InMemoryTrialRepository(studies, runs);
    StudyCounters told = new StudyCounters();
    RecordStudies record =
        new RecordStudies(
            new RecordStudies.Ports(studies, trials, new InMemoryStudyEventRepository(), runs),
            StudyWatcher.NONE,
            new ImmediateTransactions(),
            _ -> {},
            told);
    runs.insert(study);
    studies.insert(TestStudies.study(study.id()));
    RunId zero = new RunId(TestRuns.IDS.next());
    RunId one = new RunId(TestRuns.IDS.next());
    RunId stranger = new RunId(TestRuns.IDS.next());
    tell(study.id(), 1, status -> status.setTrialBegun(begun(0, zero)));
    tell(study.id(), 2, status -> status.setTrialBegun(begun(1, one)));
    tell(study.id(), 2, status -> status.setTrialEnded(ended(1, one, 0.5)));
    tell(study.id(), 1, status -> status.setTrialEnded(ended(0, zero, 0.75)));
    tell(study.id(), 2, status -> status.setStudyChanged(StudyChanged.newBuilder().setTrouble("")));
    // What an orchestrator says again that took over, and what nobody should say.
    tell(study.id(), 1, status -> status.setTrialBegun(begun(0, zero)));
    tell(study.id(), 1, status -> status.setTrialBegun(begun(0, stranger)));
    tell(study.id(), 1, status -> status.setTrialEnded(ended(0, zero, 0.25)));
    tell(study.id(), 9, status -> status.setTrialEnded(ended(8, stranger, 1)));
    tell(
        study.id(),
        1,
        status -> status.setStudyChanged(StudyChanged.newBuilder().setTrouble("It was away.")));
    tell(study.id(), 1, status -> status.setTrialBegun(begun(0, zero).setParametersJson("[]")));
    // All of it is stored, and is read again all the same.
    AtomicInteger away = new AtomicInteger(1);
    StatusHandler<StudyReported> storesAndFails =
        messages -> {
          record.handle(messages);
          if (away.getAndDecrement() > 0) {
            throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE);
          }
        };
    try (StatusConsumer consumer = consumer(storesAndFails)) {
      consumer.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> committedOffsets() == 11);
    }
    Study stored = studies.find(study.id()).orElseThrow();
    assertThat(stored.progress().begun()).isEqualTo(2);
    assertThat(stored.progress().completed()).isEqualTo(2);
    assertThat(stored.progress().trouble()).isNull();
    assertThat(stored.progress().best()).containsExactly(new BestTrial(0, zero, List.of(0.75)));
    assertThat(stored.revision()).isEqualTo(5);
    assertThat(runs.find(stranger)).isEmpty();
    assertThat(trials.after(study.id(), 0, 10))
        .extracting(row -> row.trial().run())
        .containsExactly(one, zero);
    assertThat(told.repeatedReports()).isGreaterThanOrEqualTo(2);
    assertThat(told.staleReports()).isGreaterThanOrEqualTo(2);
    assertThat(told.unknownStudies()).isPositive();
    assertThat(header(dead(1).getFirst(), "dead_cause")).contains("parameters of a trial");
  }
}
