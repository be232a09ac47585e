package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.storage.ObjectListing.ListedObject;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.embedded.EmbeddedS3;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.storage.PostgresInventoryRepository;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;

/** Inventories on real stores: a backend, a database and a bucket of their own. */
class StorageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static TestChannel channel;
  private static RunningBackend backend;
  private static Instant old;
  private static String bucket;

  @BeforeAll
  static void start() throws Exception {
    old = Instant.now().minus(Duration.ofDays(3));
    // On a broker that others speak on there would be points of their runs.
    channel = TestChannel.in(folder.resolve("kafka"));
    Settings settings =
        RunningBackend.freshSettings(Map.of("SIGNALBOX_KAFKA_BOOTSTRAP", channel.bootstrap()));
    bucket = settings.s3().bucket();
    backend = RunningBackend.started(settings);
  }

  @AfterAll
  static void stop() {
    backend.close();
    channel.close();
  }

  @Test
  void findsWhatNobodyNamesAndRemovesExactlyThat() throws Exception {
    UUID project = backend.newProject();
    JsonNode dataset =
        backend
            .upload(project, backend.adminToken(), "a.csv", "a,b\n1,2\n2,1\n")
            .expect(201)
            .json();
    List<ListedObject> named = listed();
    named.forEach(object -> EmbeddedS3.shared().storedAt(bucket, object.key(), old));
    UUID gone = UUID.randomUUID();
    String artifact = old("runs/" + gone + "/1/model.zip", 1000);
    String table = old("datasets/" + UUID.randomUUID() + "/ab.original", 24);
    String young = put("runs/" + gone + "/2/model.zip", 5);
    String foreign = old("somebody/elses.txt", 7);
    telemetryOf(gone);

    JsonNode found = taken();
    JsonNode runs = kind(found, "run_objects");
    assertThat(runs.path("orphans").asLong()).isEqualTo(1);
    assertThat(runs.path("orphanBytes").asLong()).isEqualTo(1000);
    assertThat(runs.path("young").asLong()).isEqualTo(1);
    assertThat(runs.path("samples").path(0).asText()).isEqualTo(artifact);
    assertThat(kind(found, "dataset_objects").path("things").asLong()).isEqualTo(named.size() + 1L);
    assertThat(kind(found, "dataset_objects").path("samples").toString()).contains(table);
    assertThat(kind(found, "foreign_objects").path("samples").toString()).contains(foreign);
    assertThat(kind(found, "missing_objects").path("orphans").asLong()).isZero();
    assertThat(kind(found, "unfinished_uploads").path("told").asBoolean()).isTrue();
    assertThat(kind(found, "logs").path("orphanEntries").asLong()).isEqualTo(3);
    assertThat(kind(found, "metrics").path("orphanEntries").asLong()).isEqualTo(2);
    assertThat(found.path("removable").asLong()).isEqualTo(4);
    assertThat(found.at("/progress/fraction").asDouble()).isEqualTo(1);
    String one = "/system/inventories/" + found.path("id").asText();
    JsonNode ofRuns = call("GET", one + "/orphans?kind=run_objects", null).expect(200).json();
    assertThat(ofRuns.path("total").asLong()).isEqualTo(1);
    assertThat(ofRuns.at("/items/0/name").asText()).isEqualTo(artifact);
    call("GET", one + "/orphans?kind=nothing", null).expectProblem(422, "request.invalid");

    call("POST", one + "/removal", "{\"orphans\":5}").expectProblem(409, "inventory.count_differs");
    JsonNode removing = call("POST", one + "/removal", "{\"orphans\":4}").expect(202).json();
    assertThat(removing.path("state").asText()).isEqualTo("removing");
    JsonNode removed = awaited(one, "removed");
    assertThat(removed.at("/removal/removed").asLong()).isEqualTo(4);
    assertThat(removed.at("/removal/removedBytes").asLong()).isGreaterThanOrEqualTo(1024);
    assertThat(removed.at("/removal/requestedBy/name").asText()).isNotEmpty();
    call("POST", one + "/removal", "{\"orphans\":4}").expectProblem(409, "inventory.illegal_state");

    List<String> expected = new ArrayList<>(named.stream().map(ListedObject::key).toList());
    expected.addAll(List.of(young, foreign));
    assertThat(listed().stream().map(ListedObject::key))
        .containsExactlyInAnyOrderElementsOf(expected);
    String content = "/datasets/" + dataset.path("id").asText() + "/content";
    assertThat(call("GET", content, null).expect(200).body()).isEqualTo("a,b\n1,2\n2,1\n");
    assertThat(taken().path("removable").asLong()).as("nothing is left").isZero();
    JsonNode all = call("GET", "/system/inventories?limit=1", null).expect(200).json();
    assertThat(all.path("total").asLong()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void oneInventoryGoesOnAtATime() throws Exception {
    String elsewhere = "/system/inventories/" + goingOnElsewhere();

    call("POST", "/system/inventories", null).expectProblem(409, "inventory.busy");
    JsonNode stopped = call("POST", elsewhere + "/stop", null).expect(200).json();
    assertThat(stopped.path("state").asText()).isEqualTo("stopped");

    String next = "/system/inventories/" + taken().path("id").asText();
    call("POST", next + "/stop", null).expectProblem(409, "inventory.illegal_state");
    call("GET", "/system/inventories/" + UUID.randomUUID(), null)
        .expectProblem(404, "inventory.not_found");
  }

  /** One that another backend works at, for longer than the test takes. */
  private static InventoryId goingOnElsewhere() throws IOException, InterruptedException {
    InventoryId id = new InventoryId(TestRuns.IDS.next());
    UserId user = new UserId(backend.newUser().id());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    PostgresInventoryRepository inventories = new PostgresInventoryRepository(backend.metadata());
    new PostgresTransactions(backend.metadata())
        .inTransaction(() -> {
          inventories.insert(Inventory.begun(id, user, now));
          inventories.claim(UUID.randomUUID(), now, now.plusSeconds(600));
        });
    return id;
  }

  @Test
  void aProjectTakesAllObjectsOfItsDatasetsWithIt() throws Exception {
    UUID project = backend.newProject();
    JsonNode copied =
        backend.storedUpload(
            project,
            "b.csv",
            "a;b\n1;2\n2;1\n",
            "{\"dialect\":{\"format\":\"csv\",\"delimiter\":\";\",\"encoding\":\"utf-8\","
                + "\"decimal\":\".\",\"header\":true,\"missing\":[]}}");
    String prefix = "datasets/" + copied.path("id").asText() + "/";
    call("GET", "/datasets/" + copied.path("id").asText() + "/rows", null).expect(200);
    assertThat(listed())
        .extracting(ListedObject::key)
        .filteredOn(key -> key.startsWith(prefix))
        .anyMatch(key -> key.endsWith(".original"))
        .anyMatch(key -> key.endsWith(".rows"))
        .hasSize(4);

    call("DELETE", "/projects/" + project + "?withContent=true", null).expect(204);
    assertThat(listed()).extracting(ListedObject::key).noneMatch(key -> key.startsWith(prefix));
  }

  @Test
  void tellsHowMuchThereIsAndWhatIsKept() throws Exception {
    UUID project = backend.newProject();
    call("PATCH", "/projects/" + project, "{\"logRetentionDays\":7}").expect(200);
    backend.upload(project, backend.adminToken(), "a.csv", "a,b\n1,2\n2,1\n").expect(201);
    // Somebody may have asked before the upload.
    JsonNode storage =
        await()
            .atMost(PATIENCE)
            .until(
                () -> call("GET", "/system/storage", null).expect(200).json(),
                seen -> one(seen.path("sizes"), "kind", "datasets").path("bytes").asLong() >= 12);
    List<String> kinds = storage.path("sizes").findValuesAsText("kind");
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "datasets", "artifacts", "uploads", "metadata", "log_lines", "metric_points");
    JsonNode datasets = one(storage.path("sizes"), "kind", "datasets");
    assertThat(datasets.path("things").asLong()).isPositive();
    JsonNode retention = call("GET", "/system/storage/retention?limit=200", null).json();
    JsonNode its = one(retention.path("items"), "projectId", project.toString());
    assertThat(its.path("logRetentionDays").asInt()).isEqualTo(7);
    assertThat(its.path("metricRetentionDays").asInt()).isEqualTo(90);
    assertThat(its.path("lines").isNull()).isTrue();
  }

  @Test
  void choresLeaveARecord() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode storage = call("GET", "/system/storage", null).expect(200).json();
          JsonNode chore = one(storage.path("chores"), "name", "deleted_runs");
          assertThat(chore.path("endedAt").isTextual()).isTrue();
          assertThat(chore.path("nextAt").isTextual()).isTrue();
          assertThat(chore.path("failures").asInt()).isZero();
        });
  }

  private JsonNode taken() throws Exception {
    JsonNode begun = call("POST", "/system/inventories", null).expect(202).json();
    return awaited("/system/inventories/" + begun.path("id").asText(), "found");
  }

  private static JsonNode awaited(String path, String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> call("GET", path, null).expect(200).json(),
            inventory -> inventory.path("state").asText().equals(state));
  }

  private static JsonNode kind(JsonNode inventory, String kind) {
    return one(inventory.path("kinds"), "kind", kind);
  }

  private static JsonNode one(JsonNode list, String field, String value) {
    for (JsonNode item : list) {
      if (item.path(field).asText().equals(value)) {
        return item;
      }
    }
    throw new AssertionError("no " + value + " in " + list);
  }

  private static RunningBackend.Answer call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return backend.call(method, path, backend.adminToken(), body);
  }

  private static List<ListedObject> listed() {
    return backend.objects().listing().after(null, 1000).objects();
  }

  private String put(String key, int bytes) {
    try {
      Path file = Files.write(Files.createTempFile(folder, "object", ".bin"), new byte[bytes]);
      backend.objects().put(key, file, "application/octet-stream");
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String old(String key, int bytes) {
    put(key, bytes);
    EmbeddedS3.shared().storedAt(bucket, key, old);
    return key;
  }

  /** Three lines and two points of a run that nobody knows, from days ago. */
  private static void telemetryOf(UUID run) {
    List<LogLine> lines =
        Stream.of(1, 2, 3)
            .map(seq -> new LogLine(seq, 0, 6, LineStream.LOG, "", "", "line", null, 0))
            .toList();
    new TimescaleLogRepository(backend.metadata())
        .append(
            List.of(
                new LogRepository.AttemptLines(
                    new LogAttemptId(LogId.of(new RunId(run)), 1),
                    new ProjectId(UUID.randomUUID()),
                    lines)));
    for (String column : List.of("log_stream.created_at", "log_stream.last_line_at")) {
      set(column, "id", run);
    }
    set("log_batch.stored_at", "stream_id", run);
    set("log_line.stored_at", "stream_id", run);
    new TimescaleMetricRepository(backend.metadata())
        .append(
            List.of(
                new MetricsReported(
                    new RunId(run),
                    1,
                    1,
                    List.of(
                        new MetricsReported.Point("loss", "loss", 1, old, 0.5),
                        new MetricsReported.Point("loss", "loss", 2, old, 0.25)))));
  }

  private static void set(String column, String key, UUID run) {
    String[] parts = column.split("\\.", 2);
    backend
        .metadata()
        .sql()
        .update(DSL.table(DSL.name("telemetry", parts[0])))
        .set(DSL.field(DSL.name(parts[1]), OffsetDateTime.class), old.atOffset(ZoneOffset.UTC))
        .where(DSL.field(DSL.name(key), UUID.class).eq(run))
        .execute();
  }
}
