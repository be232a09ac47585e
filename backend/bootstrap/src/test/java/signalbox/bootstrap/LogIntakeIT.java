package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
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
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.dataset.DatasetFacts;
import signalbox.application.dataset.TablePreview;
import signalbox.application.dataset.TableProfile;
import signalbox.application.run.TestRuns;
import signalbox.database.Migrations;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineSignatures;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.RollingHash;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.embedded.EmbeddedKafka;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.Ports;
import signalbox.events.v1.Command;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogTotals;
import signalbox.events.v1.LogsResent;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.Status;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.presentation.shared.Json;

/**
 * Lines over real UDP to a whole backend whose network loses, doubles and reorders, whose database
 * is killed and which is started again in the middle: in the end every line is there once, and the
 * seal says so.
 */
@Timeout(300)
class LogIntakeIT {
  private static final Json JSON = new Json();
  private static final String COMMANDS = "signalbox.commands";
  private static final String STATUSES = "signalbox.status";
  private static final String INSTANCE = "127.0.0.1:50999";
  private static final String PASSWORD = "a long enough password";
  private static final byte[] SECRET = new byte[32];
  private static final int LINES = 3_000;

  private final int port = Ports.free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Random network = new Random(7);
  private final List<ResendLogs> asked = new CopyOnWriteArrayList<>();
  private boolean ended;

  @Test
  void everyLineIsThereOnceWhateverHappens(@TempDir Path folder) throws Exception {
    int postgresPort = Ports.free();
    EmbeddedPostgres.Settings server =
        EmbeddedPostgres.in(folder.resolve("postgres")).port(postgresPort).password(PASSWORD);
    EmbeddedPostgres postgres = server.start();
    EmbeddedPostgres.Database database = postgres.createDatabase("signals", PASSWORD);
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    makeTopics();
    Settings settings =
        RunningBackend.freshSettings(
            Map.ofEntries(
                Map.entry("SIGNALBOX_METADATA_URL", database.url()),
                Map.entry("SIGNALBOX_METADATA_USER", database.user()),
                Map.entry("SIGNALBOX_METADATA_PASSWORD", database.password()),
                Map.entry("SIGNALBOX_TELEMETRY_URL", database.url()),
                Map.entry("SIGNALBOX_TELEMETRY_USER", database.user()),
                Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", database.password()),
                Map.entry("SIGNALBOX_ADMIN_PASSWORD", PASSWORD),
                Map.entry("SIGNALBOX_LOG_PORT", Integer.toString(port)),
                Map.entry("SIGNALBOX_LOG_KEY", Base64.getEncoder().encodeToString(SECRET)),
                Map.entry("SIGNALBOX_LOG_SOURCES", "127.0.0.0/8")));
    Backend backend = Backend.start(settings);
    try (PostgresDatabase store =
            new PostgresDatabase("test", database.url(), database.user(), PASSWORD, 2);
        KafkaProducer<String, byte[]> statuses = producer();
        Sender sender = new Sender(run(backend, store), statuses)) {
      sender.start();
      sender.tell(1, Status.newBuilder().setRunQueued(RunQueued.newBuilder()));
      sender.tell(
          2,
          Status.newBuilder()
              .setRunStarting(
                  RunStarting.newBuilder().setService("tabular").setInstance(INSTANCE)));
      sender.send(1, 1_000);
      backend.close();
      sender.send(1_001, 1_400);
      backend = Backend.start(settings);
      sender.send(1_401, 2_000);
      await().until(() -> stored(store, sender.attempt) > 0);
      ProcessHandle.of(postgres.process().pid()).orElseThrow().destroyForcibly();
      postgres.process().exit().join();
      sender.send(2_001, 2_600);
      postgres = server.start();
      assertWhatIsCountedIsThere(store, sender.attempt);
      sender.send(2_601, LINES);
      ended = true;
      sender.tell(0, Status.newBuilder().setLogTotals(sender.totals()));
      sender.tell(4, Status.newBuilder().setRunSucceeded(RunSucceeded.newBuilder()));
      TimescaleLogRepository logs = new TimescaleLogRepository(store);
      await()
          .atMost(Duration.ofSeconds(200))
          .ignoreExceptions()
          .until(() -> logs.find(sender.attempt).map(LogAttempt::seal).orElseThrow().closed());
      JsonNode ledger =
          get(backend, "/runs/" + sender.attempt.log() + "/log/summary").path("attempts").get(0);
      assertThat(ledger.path("seal").asText()).as(ledger.toString()).isEqualTo("complete");
      assertThat(ledger.path("hash").asText()).isEqualTo(sender.totals().getHash());
      List<LogLine> read = new ArrayList<>();
      logs.read(sender.attempt, 1, LINES, read::add);
      assertThat(read).containsExactlyElementsOf(sender.lines);
      assertThat(positions(store, sender.attempt))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, LINES).boxed().toList());
      await().until(() -> asked.stream().anyMatch(one -> one.getStoredThrough() == LINES));
      assertEverythingElseIsCounted(backend, sender);
    } finally {
      backend.close();
      postgres.close();
    }
  }

  /** The ledger and the lines leave in one transaction: a crash cannot part them. */
  private static void assertWhatIsCountedIsThere(PostgresDatabase store, LogAttemptId attempt) {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(() -> {
          var row =
              store
                  .sql()
                  .fetchSingle(
                      "select a.stored, (select count(*) from telemetry.log_line l where"
                          + " l.stream_id = a.stream_id), (select sum(lines) from"
                          + " telemetry.log_batch b where b.stream_id = a.stream_id) from"
                          + " telemetry.log_attempt a where a.stream_id = ?",
                      attempt.log().value());
          assertThat(row.get(1, Long.class)).isPositive().isEqualTo(row.get(0, Long.class));
          assertThat(row.get(2, Long.class)).isEqualTo(row.get(0, Long.class));
        });
  }

  private void assertEverythingElseIsCounted(Backend backend, Sender sender) throws Exception {
    JsonNode before = get(backend, "/system/log-intake").path("dropped");
    String good = new String(sender.datagram(5), StandardCharsets.UTF_8);
    sender.put(good.replace("line 5", "line 6").getBytes(StandardCharsets.UTF_8));
    sender.put(good.getBytes(StandardCharsets.UTF_8));
    sender.put(
        good.replace(sender.attempt.log().toString(), UUID.randomUUID().toString())
            .getBytes(StandardCharsets.UTF_8));
    sender.put(new byte[] {(byte) 0x80, 4});
    sender.put(new byte[] {1, 2, 3});
    sender.put("<14>a line of a source".getBytes(StandardCharsets.UTF_8));
    for (String cause : List.of("forged", "duplicate", "unknown_run", "pickle", "malformed")) {
      await()
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(get(backend, "/system/log-intake").path("dropped").path(cause).asLong())
                  .as(cause)
                  .isEqualTo(before.path(cause).asLong() + 1));
    }
    await().ignoreExceptions().until(() -> get(backend, "/log-sources").path("items").size() == 1);
  }

  /** Sends signed lines through a bad network, and again when it is asked to. */
  private final class Sender implements AutoCloseable {
    private final LogAttemptId attempt;
    private final KafkaProducer<String, byte[]> statuses;
    private final List<LogLine> lines =
        LongStream.rangeClosed(1, LINES).mapToObj(this::line).toList();
    private final LineSignatures signatures;
    private final DatagramSocket socket = new DatagramSocket();
    private final KafkaConsumer<String, byte[]> commands = consumer();
    private final Thread thread = Thread.ofPlatform().name("sender").unstarted(this::run);
    private volatile boolean closing;

    Sender(Run run, KafkaProducer<String, byte[]> statuses) throws IOException {
      this.attempt = new LogAttemptId(LogId.of(run.id()), 1);
      this.statuses = statuses;
      this.signatures = new LineSignatures(attempt, new LogKeys(SECRET).attemptKey(run.id(), 1));
    }

    void start() {
      thread.start();
    }

    private LogLine line(long seq) {
      return new LogLine(
          seq,
          1_767_225_600_000_000L + seq,
          seq % 10 == 0 ? 3 : 6,
          LineStream.STDOUT,
          "user",
          "training",
          "line " + seq + (seq % 7 == 0 ? " ü🚂\n\tat here" : ""),
          null,
          0);
    }

    LogTotals totals() {
      RollingHash hash = new RollingHash();
      lines.forEach(hash::add);
      return LogTotals.newBuilder().setLines(LINES).setHash(hash.hex()).build();
    }

    /** Of every 100 lines 20 are lost, 5 come twice, and some overtake others. */
    void send(long from, long to) throws IOException {
      List<Long> order = new ArrayList<>();
      for (long seq = from; seq <= to; seq++) {
        if (network.nextInt(100) >= 20) {
          order.add(seq);
          if (network.nextInt(100) < 5) {
            order.add(seq);
          }
        }
      }
      for (int i = 0; i + 10 < order.size(); i += 10) {
        if (network.nextInt(10) == 0) {
          Collections.shuffle(order.subList(i, i + 10), network);
        }
      }
      for (long seq : order) {
        put(datagram(seq));
      }
    }

    byte[] datagram(long seq) throws IOException {
      synchronized (signatures) {
        return TestDatagram.of(attempt, lines.get((int) seq - 1), signatures);
      }
    }

    void put(byte[] datagram) throws IOException {
      socket.send(
          new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }

    void tell(long sequence, Status.Builder status) throws Exception {
      Instant now = Instant.now();
      statuses
          .send(
              new ProducerRecord<>(
                  STATUSES,
                  attempt.log().toString(),
                  status
                      .setStatusId(UUID.randomUUID().toString())
                      .setSchemaVersion(1)
                      .setTime(
                          Timestamp.newBuilder()
                              .setSeconds(now.getEpochSecond())
                              .setNanos(now.getNano()))
                      .setRunId(attempt.log().toString())
                      .setAttempt(1)
                      .setSequence(sequence)
                      .build()
                      .toByteArray()))
          .get();
    }

    private void run() {
      try {
        while (!closing) {
          for (ConsumerRecord<String, byte[]> record : commands.poll(Duration.ofMillis(200))) {
            Command command = Command.parseFrom(record.value());
            if (command.hasResendLogs()
                && command.getResendLogs().getRunId().equals(attempt.log().toString())) {
              resend(command.getResendLogs());
            }
          }
        }
      } catch (WakeupException e) {
        assertThat(closing).isTrue();
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      } catch (Exception e) {
        if (!closing) {
          throw new IllegalStateException(e);
        }
      }
    }

    private void resend(ResendLogs command) throws Exception {
      asked.add(command);
      long sent = 0;
      for (LineRange range : command.getRangesList()) {
        send(range.getFrom(), range.getTo());
        sent += range.getTo() - range.getFrom() + 1;
      }
      LogsResent.Builder answer = LogsResent.newBuilder().setOutcome("sent").setLinesSent(sent);
      if (ended) {
        answer.setTotals(totals());
      }
      tell(0, Status.newBuilder().setLogsResent(answer));
    }

    @Override
    public void close() {
      closing = true;
      commands.wakeup();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      commands.close();
      socket.close();
    }
  }

  private Run run(Backend backend, PostgresDatabase store) throws Exception {
    UserId user = new UserId(UUID.fromString(get(backend, "/me").path("id").asText()));
    ProjectId project =
        new ProjectId(
            UUID.fromString(
                call(backend, "POST", "/projects", "{\"name\":\"logs\"}").path("id").asText()));
    Dataset dataset =
        new Dataset(
            new DatasetId(TestRuns.IDS.next()),
            project,
            "a.csv",
            DatasetFormat.CSV,
            ",",
            "datasets/a",
            8,
            "0".repeat(64),
            0,
            List.of(new Column("a", ColumnType.INTEGER)),
            Instant.now(),
            user);
    new PostgresDatasetCatalogue(store)
        .insert(
            dataset,
            new TablePreview(List.of()),
            new TableProfile(0, 0, List.of()),
            DatasetFacts.NONE);
    Run run = TestRuns.training(project, dataset.id(), user, "logs");
    new PostgresRunRepository(store).insert(run);
    return run;
  }

  private JsonNode get(Backend backend, String path) throws Exception {
    return call(backend, "GET", path, "");
  }

  private JsonNode call(Backend backend, String method, String path, String body) throws Exception {
    String token =
        answer(
                backend,
                "POST",
                "/auth/login",
                "{\"email\":\""
                    + RunningBackend.ADMIN_EMAIL
                    + "\",\"password\":\""
                    + PASSWORD
                    + "\"}",
                "")
            .path("accessToken")
            .asText();
    return answer(backend, method, path, body, token);
  }

  private JsonNode answer(Backend backend, String method, String path, String body, String token)
      throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + backend.port() + "/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.mapper().readTree(response.body());
  }

  private static long stored(PostgresDatabase store, LogAttemptId attempt) {
    return new TimescaleLogRepository(store).find(attempt).map(LogAttempt::stored).orElse(0L);
  }

  private static List<Long> positions(PostgresDatabase store, LogAttemptId attempt) {
    return store
        .sql()
        .fetch(
            "select position from telemetry.log_line where stream_id = ? order by position",
            attempt.log().value())
        .map(row -> row.get(0, Long.class));
  }

  private static void makeTopics() throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", EmbeddedKafka.shared().bootstrap()))) {
      for (NewTopic topic :
          List.of(
              new NewTopic(COMMANDS, 8, (short) 1),
              new NewTopic(STATUSES, 8, (short) 1),
              new NewTopic(COMMANDS + ".dead", 1, (short) 1))) {
        try {
          admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(TopicExistsException.class);
        }
      }
    }
  }

  private static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, EmbeddedKafka.shared().bootstrap()),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<String, byte[]> consumer() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                EmbeddedKafka.shared().bootstrap(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "sender-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(COMMANDS));
    return consumer;
  }
}
