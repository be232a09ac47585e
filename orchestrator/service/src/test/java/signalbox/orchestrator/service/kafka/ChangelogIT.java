package signalbox.orchestrator.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.EmbeddedKafka;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.Owner;
import signalbox.orchestrator.v1.StoredRun;

class ChangelogIT {
  private static final int PARTITION = 3;

  private final String bootstrap = EmbeddedKafka.shared().bootstrap();
  private final Topics topics = Topics.prefixed("t" + UUID.randomUUID().toString().substring(0, 8));
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<KafkaWriter> writers = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeEach
  void create() throws Exception {
    topics.create(bootstrap);
  }

  @AfterEach
  void close() {
    writers.forEach(KafkaWriter::close);
    executor.close();
  }

  @Test
  void whatIsStoredIsRestored() {
    KafkaWriter first = owner("first");
    store(first, "a", "QUEUED");
    store(first, "b", "QUEUED");
    store(first, "a", "RUNNING");
    first.store(PARTITION, "b", null).join();
    assertThat(phases(restore("second"))).containsExactly("a RUNNING");
  }

  @Test
  void aFormerOwnerIsRefusedAndNobodyHearsIt() {
    KafkaWriter first = owner("first");
    store(first, "a", "RUNNING");
    KafkaWriter second = owner("second");

    // It does not know yet that it was replaced.
    assertThatThrownBy(() -> store(first, "a", "FAILED"))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(Fenced.class)
        .hasMessageContaining("second");
    assertThat(first.changelog().fenced()).isTrue();
    assertThatThrownBy(() -> store(first, "b", "QUEUED")).hasCauseInstanceOf(Fenced.class);

    store(second, "c", "QUEUED");
    assertThat(second.changelog().fenced()).isFalse();
    assertThat(phases(restore("third"))).containsExactlyInAnyOrder("a RUNNING", "c QUEUED");
  }

  @Test
  void whatAFormerOwnerHasWrittenOverIsSaidAgain() {
    KafkaWriter first = owner("first");
    store(first, "a", "RUNNING");
    KafkaWriter second = owner("second");
    assertThatThrownBy(() -> store(first, "a", "FAILED")).hasCauseInstanceOf(Fenced.class);

    // The second owner finds the strange record before its next one, and stays the owner.
    store(second, "b", "QUEUED");
    await("the run is said again")
        .atMost(Duration.ofSeconds(20))
        .until(() -> view().shadowed().isEmpty());
    store(second, "a", "SUCCEEDED");
    assertThat(phases(view().runs().values())).containsExactly("b QUEUED", "a SUCCEEDED");
    assertThat(meters.get("signalbox.changelog.refused").counter().count()).isPositive();
  }

  @Test
  void theNextOwnerSaysAgainWhatNobodyElseCould() {
    KafkaWriter first = owner("first");
    store(first, "a", "RUNNING");
    owner("second");
    assertThatThrownBy(() -> store(first, "a", "FAILED")).hasCauseInstanceOf(Fenced.class);
    assertThat(view().shadowed()).containsExactly("a");

    assertThat(phases(restore("third"))).containsExactly("a RUNNING");
    await("the run is said again")
        .atMost(Duration.ofSeconds(20))
        .until(() -> view().shadowed().isEmpty());
  }

  @Test
  void aStrangeRecordOfNobodyDoesNotStopTheOwner() throws Exception {
    KafkaWriter first = owner("first");
    store(first, "a", "RUNNING");
    raw("a", StoredRun.newBuilder().setRunId("a").setPhase("FAILED").build().toByteArray(), "0");
    store(first, "b", "QUEUED");
    assertThat(first.changelog().fenced()).isFalse();
    assertThat(phases(restore("second"))).containsExactlyInAnyOrder("a RUNNING", "b QUEUED");
  }

  @Test
  void ofTwoClaimsWithOneEpochTheFirstCounts() throws Exception {
    KafkaWriter first = owner("first");
    store(first, "a", "QUEUED");
    // Somebody was frozen between looking and claiming.
    raw(
        ChangelogRules.CLAIM + "late",
        Owner.newBuilder()
            .setSchemaVersion(1)
            .setOrchestrator("late")
            .setEpoch(1)
            .build()
            .toByteArray(),
        null);
    store(first, "a", "RUNNING");
    assertThat(first.changelog().fenced()).isFalse();
    assertThat(view().owner()).isEqualTo("first");
    assertThat(phases(restore("second"))).containsExactly("a RUNNING");
  }

  @Test
  void pastClaimsAreDropped() {
    for (int i = 0; i < 5; i++) {
      owner("owner " + i);
    }
    await("only what counts is left")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(view().pastClaims()).isEmpty());
    assertThat(view().epoch()).isEqualTo(5);
  }

  @Test
  void whoHasLetGoStoresNothing() {
    KafkaWriter first = owner("first");
    first.changelog().release(PARTITION);
    assertThatThrownBy(() -> store(first, "a", "QUEUED")).hasCauseInstanceOf(Fenced.class);
    assertThat(view().runs()).isEmpty();
  }

  @Test
  void manyWritesAtATimeAllArrive() {
    KafkaWriter first = owner("first");
    List<java.util.concurrent.CompletableFuture<Void>> stored = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      stored.add(first.store(PARTITION, "run-" + i, run("run-" + i, "QUEUED")));
    }
    stored.forEach(java.util.concurrent.CompletableFuture::join);
    assertThat(restore("second")).hasSize(2_000);
  }

  private void raw(String key, byte[] value, @org.jspecify.annotations.Nullable String epoch)
      throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(topics.runs(), PARTITION, key, value);
      if (epoch != null) {
        record.headers().add(ChangelogRules.EPOCH_HEADER, epoch.getBytes(StandardCharsets.UTF_8));
      }
      producer.send(record).get();
    }
  }

  private KafkaWriter owner(String name) {
    KafkaWriter writer = writer(name);
    writers.add(writer);
    return writer;
  }

  private Collection<StoredRun> restore(String name) {
    Lease lease = new Lease(Clock.systemUTC());
    KafkaWriter writer = unclaimed(name, lease);
    writers.add(writer);
    return java.util.Objects.requireNonNull(
        writer.changelog().claim(List.of(PARTITION), () -> lease.ask().answered()).get(PARTITION));
  }

  private KafkaWriter writer(String name) {
    Lease lease = new Lease(Clock.systemUTC());
    KafkaWriter writer = unclaimed(name, lease);
    writer.changelog().claim(List.of(PARTITION), () -> lease.ask().answered());
    return writer;
  }

  private KafkaWriter unclaimed(String name, Lease lease) {
    return new KafkaWriter(
        bootstrap,
        topics,
        name,
        lease,
        Clock.systemUTC(),
        meters,
        Tracing.exportingTo("", name),
        executor);
  }

  private ChangelogView view() {
    ChangelogView view = new ChangelogView();
    try (ChangelogReader reader =
        new ChangelogReader(bootstrap, topics.runs(), Map.of(PARTITION, view))) {
      reader.readToTheEnd();
    }
    return view;
  }

  private static void store(KafkaWriter writer, String runId, String phase) {
    writer.store(PARTITION, runId, run(runId, phase)).join();
  }

  private static StoredRun run(String runId, String phase) {
    return StoredRun.newBuilder().setSchemaVersion(1).setRunId(runId).setPhase(phase).build();
  }

  private static List<String> phases(Collection<StoredRun> runs) {
    return runs.stream().map(run -> run.getRunId() + " " + run.getPhase()).toList();
  }
}
