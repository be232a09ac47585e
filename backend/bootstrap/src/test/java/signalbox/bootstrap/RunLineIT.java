package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static signalbox.bootstrap.TestChannel.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.log.LogOutputs;
import signalbox.application.run.ReconcileDefaults;
import signalbox.application.run.ReconcileRuns;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.TraceSpans;
import signalbox.application.shared.Transactions;
import signalbox.database.Migrations;
import signalbox.domain.log.LogKeys;
import signalbox.embedded.EmbeddedPostgres;
import signalbox.embedded.EmbeddedS3;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.ArtifactStored;
import signalbox.events.v1.CancelAcknowledged;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.Command;
import signalbox.events.v1.FileRef;
import signalbox.events.v1.ModelStored;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.RunCancelled;
import signalbox.events.v1.RunProgressed;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.RunStarted;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.WaitReason;
import signalbox.infrastructure.kafka.event.KafkaCommandOutbox;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.event.PostgresOutboxStore;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.infrastructure.postgres.run.PostgresQuietRuns;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.s3.shared.S3ObjectStore;
import signalbox.presentation.shared.Json;

/** Runs from the request to the stored model, over REST, with the test as the orchestrator. */
@Timeout(180)
class RunLineIT {
  private static final Json JSON = new Json();
  private static final OpenApiContract CONTRACT = OpenApiContract.load();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,"properties":{
        "rounds":{"type":"integer","minimum":1,"default":10},
        "rate":{"type":"number","exclusiveMinimum":0,"default":0.1}}}
      """;
  private static final String INSTANCE =
      """
      NAME two
      ROWS
       N cost
       L limit
      COLUMNS
       x cost -1 limit 1
       y cost -2 limit 1
      RHS
       B limit 3
      ENDATA
      """;
  private static final String SOLVER_SCHEMA =
      """
      {"type":"object","additionalProperties":false,"properties":{
        "gap_limit":{"type":"number","minimum":0,"default":0}}}
      """;
  private static final String SIGNATURE =
      """
      {"task":"regression","target":"y","inputs":[
        {"name":"x","type":"number","required":true,"minimum":0,"maximum":9,"example":1.5},
        {"name":"c","type":"string","required":true,"categories":["a","b"]}],
       "output":{"type":"number"}}
      """;

  @TempDir private static Path folder;
  private static @Nullable TestChannel channel;
  private static @Nullable Backend backend;
  private static @Nullable S3ObjectStore objects;
  private static @Nullable PostgresDatabase metadata;
  private static String token = "";
  private static String project = "";
  private static String dataset = "";

  @BeforeAll
  static void start() throws Exception {
    TestChannel opened = TestChannel.in(folder.resolve("kafka"));
    channel = opened;
    EmbeddedPostgres.Database database = EmbeddedPostgres.shared().createDatabase();
    for (Migrations migrations : Migrations.values()) {
      migrations.apply(database.url(), database.user(), database.password());
    }
    metadata =
        new PostgresDatabase("test", database.url(), database.user(), database.password(), 2);
    EmbeddedS3 s3 = EmbeddedS3.shared();
    String bucket = s3.createBucket();
    objects = new S3ObjectStore(s3.endpoint(), "us-east-1", bucket, s3.accessKey(), s3.secretKey());
    backend =
        Backend.start(
            Settings.from(
                Map.ofEntries(
                    Map.entry("SIGNALBOX_PORT", "0"),
                    Map.entry("SIGNALBOX_MANAGEMENT_PORT", "0"),
                    Map.entry("SIGNALBOX_METADATA_URL", database.url()),
                    Map.entry("SIGNALBOX_METADATA_USER", database.user()),
                    Map.entry("SIGNALBOX_METADATA_PASSWORD", database.password()),
                    Map.entry("SIGNALBOX_TELEMETRY_URL", database.url()),
                    Map.entry("SIGNALBOX_TELEMETRY_USER", database.user()),
                    Map.entry("SIGNALBOX_TELEMETRY_PASSWORD", database.password()),
                    Map.entry("SIGNALBOX_KAFKA_BOOTSTRAP", opened.bootstrap()),
                    Map.entry("SIGNALBOX_S3_ENDPOINT", s3.endpoint().toString()),
                    Map.entry("SIGNALBOX_S3_BUCKET", bucket),
                    Map.entry("SIGNALBOX_S3_ACCESS_KEY", s3.accessKey()),
                    Map.entry("SIGNALBOX_S3_SECRET_KEY", s3.secretKey()),
                    Map.entry("SIGNALBOX_JWT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
                    Map.entry("SIGNALBOX_ADMIN_PASSWORD", "a long enough password"),
                    Map.entry("SIGNALBOX_SPOOL_DIR", folder.resolve("spool").toString()))));
    token =
        call(
                200,
                "POST",
                "/auth/login",
                "{\"email\":\"admin@signalbox.local\",\"password\":\"a long enough password\"}")
            .path("accessToken")
            .asText();
    tell("toys", status("", 0, 0).setServiceDescribed(toys()));
    tell("solving", status("", 0, 0).setServiceDescribed(solving()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> call(200, "GET", "/algorithms", null).path("total").asInt() == 2);
    project = call(201, "POST", "/projects", "{\"name\":\"runs\"}").path("id").asText();
    dataset =
        upload(
            "train.csv", "x,c,y", i -> i / 2.0 + "," + (i % 2 == 0 ? "a" : "b") + "," + i * 1.25);
  }

  @AfterAll
  static void stop() {
    CLIENT.shutdownNow();
    if (backend != null) {
      backend.close();
    }
    if (objects != null) {
      objects.close();
    }
    if (metadata != null) {
      metadata.close();
    }
    if (channel != null) {
      channel.close();
    }
  }

  private static ServiceDescribed.Builder toys() {
    return ServiceDescribed.newBuilder()
        .setService("toys")
        .setInstance("127.0.0.1:9")
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
                .addTasks("regression")
                .setParametersSchemaJson(SCHEMA));
  }

  private static ServiceDescribed.Builder solving() {
    return ServiceDescribed.newBuilder()
        .setService("solving")
        .setInstance("127.0.0.1:10")
        .setVersion("1")
        .setInstanceId("s")
        .setUp(true)
        .setSlots(2)
        .setBreakerState("closed")
        .addAlgorithms(
            Algorithm.newBuilder()
                .setName("highs")
                .setTitle("HiGHS")
                .addKinds("solve")
                .setParametersSchemaJson(SOLVER_SCHEMA)
                .addInstanceFormats("mps")
                .addInstanceFormats("lp"));
  }

  private static String training(String more) {
    return "{\"kind\":\"training\",\"algorithm\":\"toy\",\"datasetId\":\""
        + dataset
        + "\",\"target\":\"y\""
        + more
        + "}";
  }

  private static String runsPath() {
    return "/projects/" + project + "/runs";
  }

  @Test
  void aTrainingEndsWithAModelAndItsArtifactsAndRepeatsAreHarmless() throws Exception {
    JsonNode created =
        call(201, "POST", runsPath(), training(",\"name\":\"line\",\"parameters\":{\"rounds\":3}"));
    String run = created.path("id").asText();
    assertThat(created.path("status").asText()).isEqualTo("created");
    assertThat(created.at("/spec/parameters/rate").asDouble()).isEqualTo(0.1);
    assertThat(created.at("/spec/task").asText()).isEqualTo("regression");
    assertThat(created.path("datasetName").asText()).isEqualTo("train.csv");
    Command command = commands(run, 1).getFirst();
    assertThat(command.getStartRun().getSpec().getParametersJson()).contains("\"rounds\":3");
    assertThat(command.getStartRun().getSpec().getDataset().getObjectKey()).startsWith("datasets/");

    tell(run, status(run, 0, 1).setRunQueued(RunQueued.newBuilder().setCommandPartition(5)));
    awaitStatus(run, "queued");
    byte[] report = "{\"r2\":0.5}".getBytes(StandardCharsets.UTF_8);
    store("runs/" + run + "/1/report.json", report);
    for (int repeat = 0; repeat < 2; repeat++) {
      tell(run, status(run, 1, 2).setRunStarting(RunStarting.newBuilder().setService("toys")));
      tell(run, status(run, 1, 3).setRunStarted(RunStarted.newBuilder().setService("toys")));
      tell(
          run,
          status(run, 1, 3)
              .setRunProgressed(
                  RunProgressed.newBuilder().setFraction(0.5).setDone(1).setTotal(2)));
      tell(run, status(run, 1, 4).setArtifactStored(artifact(run, "report.json", "evaluation")));
      tell(run, status(run, 1, 5).setArtifactStored(artifact(run, "model.zip", "model")));
      tell(
          run,
          status(run, 1, 4)
              .setRunSucceeded(
                  RunSucceeded.newBuilder()
                      .putSummary("rmse", Double.NaN)
                      .putSummary("r2", 0.75)
                      .setModel(
                          ModelStored.newBuilder()
                              .setArtifactName("model.zip")
                              .setFormat("signalbox-model-v1")
                              .setSignatureJson(SIGNATURE))));
      channel().send(run, "poison".getBytes(StandardCharsets.UTF_8));
    }
    JsonNode done = awaitStatus(run, "succeeded");
    assertThat(done.at("/summary/rmse").asText()).isEqualTo("NaN");
    assertThat(done.at("/progress/fraction").asDouble()).isEqualTo(0.5);
    String model = done.at("/model/modelId").asText();
    assertThat(done.at("/model/version").asInt()).isEqualTo(1);

    // One more run of the same name tells us that all of the first one has been read.
    String second =
        call(201, "POST", runsPath(), training(",\"name\":\"line\"")).path("id").asText();
    tell(second, status(second, 1, 3).setRunStarted(RunStarted.newBuilder().setService("toys")));
    tell(second, status(second, 1, 5).setArtifactStored(artifact(second, "model.zip", "model")));
    tell(
        second,
        status(second, 1, 4)
            .setRunSucceeded(
                RunSucceeded.newBuilder()
                    .setModel(
                        ModelStored.newBuilder()
                            .setArtifactName("model.zip")
                            .setFormat("signalbox-model-v1")
                            .setSignatureJson(SIGNATURE))));
    JsonNode next = awaitStatus(second, "succeeded");
    assertThat(next.at("/model/modelId").asText()).isEqualTo(model);
    assertThat(next.at("/model/version").asInt()).isEqualTo(2);

    JsonNode events = call(200, "GET", "/runs/" + run + "/events", null);
    List<String> types = new ArrayList<>();
    events.path("items").forEach(event -> types.add(event.path("type").asText()));
    assertThat(types)
        .containsExactly(
            "created",
            "queued",
            "starting",
            "running",
            "artifact_stored",
            "artifact_stored",
            "model_stored",
            "succeeded");
    assertThat(events.at("/items/1/detail/commandPartition").asInt()).isEqualTo(5);
    JsonNode page = call(200, "GET", "/runs/" + run + "/events?limit=3", null);
    assertThat(page.path("total").asInt()).isEqualTo(8);
    assertThat(
            call(
                    200,
                    "GET",
                    "/runs/" + run + "/events?limit=3&cursor=" + page.path("nextCursor").asText(),
                    null)
                .at("/items/0/type")
                .asText())
        .isEqualTo("running");

    JsonNode artifacts = call(200, "GET", "/runs/" + run + "/artifacts", null);
    assertThat(artifacts.path("total").asInt()).isEqualTo(2);
    HttpResponse<byte[]> file = bytes("/runs/" + run + "/artifacts/report.json");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(report);
    assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(file.headers().firstValue("Content-Security-Policy").orElse("")).contains("sandbox");
    assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment; filename=\"report.json\"");
    assertThat(code(404, "GET", "/runs/" + run + "/artifacts/nothing", null))
        .isEqualTo("artifact.not_found");

    call(200, "GET", "/models/" + model, null);
    JsonNode models = call(200, "GET", "/projects/" + project + "/models", null);
    assertThat(models.path("total").asInt()).isEqualTo(1);
    JsonNode versions = call(200, "GET", "/models/" + model + "/versions", null);
    assertThat(versions.at("/items/0/version").asInt()).isEqualTo(2);
    assertThat(
            call(200, "GET", "/models/" + model + "/versions/@latest", null).path("runId").asText())
        .isEqualTo(second);
    assertThat(
            call(200, "GET", "/models/" + model + "/versions/1", null)
                .at("/signature/inputs/1/categories")
                .toString())
        .isEqualTo("[\"a\",\"b\"]");
    assertThat(code(404, "GET", "/models/" + model + "/versions/9", null))
        .isEqualTo("model.version_not_found");
    predictsInBatch(model);
  }

  /** A dataset that does not fit is refused by name before anything starts. */
  private void predictsInBatch(String model) throws Exception {
    String fits = upload("new.csv", "c,x,more", i -> "a," + i + ",z");
    JsonNode prediction =
        call(
            201,
            "POST",
            runsPath(),
            "{\"kind\":\"prediction\",\"modelId\":\"%s\",\"datasetId\":\"%s\"}"
                .formatted(model, fits));
    assertThat(prediction.at("/spec/modelVersion").asInt()).isEqualTo(2);
    Command command = commands(prediction.path("id").asText(), 1).getFirst();
    assertThat(command.getStartRun().getSpec().getModel().getAlgorithm()).isEqualTo("toy");
    String unfit = upload("bad.csv", "x", i -> "text" + i);
    JsonNode problem =
        call(
            422,
            "POST",
            runsPath(),
            "{\"kind\":\"prediction\",\"modelId\":\"%s\",\"datasetId\":\"%s\"}"
                .formatted(model, unfit));
    assertThat(problem.path("code").asText()).isEqualTo("prediction.missing_column");
    assertThat(problem.path("field").asText()).isEqualTo("c");
    assertThat(problem.at("/errors/1/field").asText()).isEqualTo("x");
  }

  /** A backend's look at quiet runs, at a time to come. */
  private static void reconcileLater(Duration later) {
    PostgresDatabase database = Objects.requireNonNull(metadata);
    Transactions transactions = new PostgresTransactions(database);
    RunRepository runs = new PostgresRunRepository(database);
    InstantSource clock = () -> Instant.now().plus(later);
    new ReconcileRuns(
            new ReconcileRuns.Ports(
                new PostgresQuietRuns(database),
                runs,
                new PostgresDatasetCatalogue(database),
                new PostgresModelRepository(database),
                new KafkaCommandOutbox(
                    new PostgresOutboxStore(database, transactions),
                    transactions,
                    () -> {},
                    TestRuns.IDS,
                    InstantSource.system(),
                    CurrentTrace.NONE,
                    TraceSpans.NONE,
                    TestChannel.COMMANDS,
                    new LogOutputs(() -> "127.0.0.1:1", new LogKeys(new byte[32]))),
                (study, dataset) -> {
                  throw new IllegalStateException("no study was started here: " + study.id());
                },
                _ -> Optional.empty(),
                () -> Optional.of(clock.instant())),
            ReconcileDefaults.STANDARD,
            transactions,
            _ -> {},
            clock,
            TraceSpans.NONE)
        .run();
  }

  private static StartRun bare(Command command) {
    StartRun.Builder start = command.getStartRun().toBuilder().clearLog();
    start.getSpecBuilder().clearParametersJson();
    return start.build();
  }

  private static JsonNode parameters(Command command) throws Exception {
    return JSON.mapper().readTree(command.getStartRun().getSpec().getParametersJson());
  }

  @Test
  void aRunWhoseCommandWasLostStartsAllTheSame() throws Exception {
    String run = call(201, "POST", runsPath(), training("")).path("id").asText();
    Command lost = commands(run, 1).getFirst();
    reconcileLater(Duration.ofSeconds(61));
    Command again = commands(run, 2).getLast();
    // The one who sends it again here names another place for log lines; the store keeps no order
    // of parameters.
    assertThat(bare(again)).isEqualTo(bare(lost));
    assertThat(parameters(again)).isEqualTo(parameters(lost));
    tell(run, status(run, 0, 1).setRunQueued(RunQueued.newBuilder()));
    awaitStatus(run, "queued");
    List<String> types = new ArrayList<>();
    call(200, "GET", "/runs/" + run + "/events", null)
        .path("items")
        .forEach(event -> types.add(event.path("type").asText()));
    assertThat(types).containsExactly("created", "command_republished", "queued");
  }

  @Test
  void aQueuedRunOutlivesAnOrchestratorThatForgotEverything() throws Exception {
    String run = call(201, "POST", runsPath(), training("")).path("id").asText();
    commands(run, 1);
    for (int sequence = 1; sequence <= 4; sequence++) {
      tell(
          run,
          status(run, 0, sequence)
              .setRunQueued(
                  RunQueued.newBuilder()
                      .setWait(
                          WaitReason.newBuilder()
                              .setKind("ahead")
                              .setService("toys")
                              .setAhead(5 - sequence))));
    }
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() ->
            assertThat(call(200, "GET", "/runs/" + run, null).at("/waitReason/sentence").asText())
                .isEqualTo("1 ahead of it."));
    // From here on nobody but the backend knows of the run.
    reconcileLater(Duration.ofSeconds(61));
    Command again = commands(run, 2).getLast();
    long known = again.getStartRun().getKnownSequence();
    assertThat(known).isEqualTo(4);
    assertThat(again.getStartRun().getKnownAttempt()).isZero();
    tell(run, status(run, 0, known + 2).setRunQueued(RunQueued.newBuilder()));
    tell(
        run, status(run, 1, known + 3).setRunStarting(RunStarting.newBuilder().setService("toys")));
    tell(run, status(run, 1, known + 4).setRunStarted(RunStarted.newBuilder().setService("toys")));
    tell(run, status(run, 1, known + 5).setRunSucceeded(RunSucceeded.newBuilder()));
    awaitStatus(run, "succeeded");
  }

  @Test
  void theTimelineTellsEveryStationInOrder() throws Exception {
    String run = call(201, "POST", runsPath(), training("")).path("id").asText();
    commands(run, 1);
    tell(run, status(run, 0, 1).setRunQueued(RunQueued.newBuilder().setCommandOffset(7)));
    tell(
        run,
        status(run, 1, 2)
            .setRunStarting(RunStarting.newBuilder().setService("toys").setInstance("a:1")));
    tell(run, status(run, 1, 3).setRunStarted(RunStarted.newBuilder().setService("toys")));
    tell(run, status(run, 1, 4).setRunSucceeded(RunSucceeded.newBuilder()));
    awaitStatus(run, "succeeded");
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(stations(run)).contains("stored", "published"));
    assertThat(stations(run))
        .containsExactlyInAnyOrder(
            "accepted",
            "outbox",
            "published",
            "queued",
            "starting",
            "first_event",
            "running",
            "last_event",
            "finished",
            "stored");
    JsonNode timeline = call(200, "GET", "/runs/" + run + "/timeline", null);
    assertThat(timeline.path("traceId"))
        .isEqualTo(call(200, "GET", "/runs/" + run, null).path("traceId"));
    assertThat(timeline.at("/steps/0/step").asText()).isEqualTo("accepted");
    Instant before = Instant.EPOCH;
    for (JsonNode step : timeline.path("steps")) {
      Instant at = Instant.parse(step.path("at").asText());
      assertThat(at).isAfterOrEqualTo(before);
      before = at;
      if (step.path("step").asText().equals("published")) {
        assertThat(step.path("topic").asText()).isEqualTo(TestChannel.COMMANDS);
        assertThat(step.path("offset").isIntegralNumber()).isTrue();
      }
    }
  }

  private static List<String> stations(String run) throws Exception {
    List<String> stations = new ArrayList<>();
    call(200, "GET", "/runs/" + run + "/timeline", null)
        .path("steps")
        .forEach(step -> stations.add(step.path("step").asText()));
    return stations;
  }

  @Test
  void whatNobodyCanReadIsShownAndCanBeSentAgain() throws Exception {
    String key = "poison-" + UUID.randomUUID();
    channel().send(key, "poison".getBytes(StandardCharsets.UTF_8));
    String letter = awaitLetters(key, 1).getFirst().path("id").asText();
    JsonNode content = call(200, "GET", "/system/dead-letters/" + letter, null);
    assertThat(content.path("format").asText()).isEqualTo("hex");
    assertThat(content.path("hex").asText()).isEqualTo("706f69736f6e");
    assertThat(content.at("/deadLetter/topic").asText()).isEqualTo(TestChannel.STATUSES);
    assertThat(content.at("/deadLetter/cause").asText()).contains("not a status");
    assertThat(call(200, "GET", "/system/health", null).path("deadLetters").asLong()).isPositive();
    JsonNode replayed = call(200, "POST", "/system/dead-letters/" + letter + "/replay", "");
    assertThat(replayed.path("state").asText()).isEqualTo("replayed");
    assertThat(replayed.at("/changedBy/name").asText()).isNotEmpty();
    assertThat(code(409, "POST", "/system/dead-letters/" + letter + "/discard", ""))
        .isEqualTo("dead_letter.illegal_state");
    // It is as unreadable as before, and is put aside again.
    String again =
        awaitLetters(key, 2).stream()
            .filter(found -> found.path("state").asText().equals("open"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    assertThat(
            call(200, "POST", "/system/dead-letters/" + again + "/discard", "")
                .path("state")
                .asText())
        .isEqualTo("discarded");
    assertThat(code(404, "GET", "/system/dead-letters/" + UUID.randomUUID(), null))
        .isEqualTo("dead_letter.not_found");
  }

  private static List<JsonNode> awaitLetters(String key, int count) {
    List<JsonNode> letters = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          letters.clear();
          call(200, "GET", "/system/dead-letters?limit=200", null)
              .path("items")
              .forEach(letter -> {
                if (letter.path("key").asText().equals(key)) {
                  letters.add(letter);
                }
              });
          return letters.size() >= count;
        });
    return letters;
  }

  @Test
  void limitsOfAProjectAreToldToOrchestrators() throws Exception {
    String limited = call(201, "POST", "/projects", "{\"name\":\"limited\"}").path("id").asText();
    JsonNode changed =
        call(200, "PATCH", "/projects/" + limited, "{\"maxRunning\":2,\"metricRetentionDays\":7}");
    assertThat(changed.path("maxRunning").asInt()).isEqualTo(2);
    assertThat(changed.path("weight").asInt()).isEqualTo(1);
    assertThat(changed.path("metricRetentionDays").asInt()).isEqualTo(7);
    assertThat(call(422, "PATCH", "/projects/" + limited, "{\"weight\":0}").path("field").asText())
        .isEqualTo("weight");
    ProjectLimits told = channel().limits(limited);
    assertThat(told.getMaxRunning()).isEqualTo(2);
    assertThat(told.getWeight()).isEqualTo(1);
    List<String> projects = new ArrayList<>();
    call(200, "GET", "/system/queues", null)
        .path("projects")
        .forEach(queue -> projects.add(queue.path("projectId").asText()));
    assertThat(projects).contains(limited);
  }

  @Test
  void theSameKeyAnswersTheSameRun() throws Exception {
    JsonNode first = send(201, "POST", runsPath(), training(""), "key-7");
    JsonNode second = send(201, "POST", runsPath(), training(""), "key-7");
    assertThat(second.path("id")).isEqualTo(first.path("id"));
    assertThat(
            send(409, "POST", runsPath(), training(",\"priority\":1"), "key-7")
                .path("code")
                .asText())
        .isEqualTo("request.idempotency_mismatch");
  }

  @Test
  void whatCannotStartIsRefusedWithItsField() throws Exception {
    assertThat(code(422, "POST", runsPath(), training(",\"parameters\":{\"rounds\":0,\"z\":1}")))
        .isEqualTo("run.invalid_parameter");
    JsonNode problem =
        call(422, "POST", runsPath(), training(",\"parameters\":{\"rounds\":0,\"z\":1}"));
    assertThat(problem.path("errors")).hasSize(2);
    assertThat(call(422, "POST", runsPath(), training(",\"surprise\":1")).path("field").asText())
        .isEqualTo("surprise");
    assertThat(code(422, "POST", runsPath(), training("").replace("\"toy\"", "\"magic\"")))
        .isEqualTo("run.unknown_algorithm");
    assertThat(code(422, "POST", runsPath(), training("").replace("\"y\"", "\"nothing\"")))
        .isEqualTo("run.unknown_column");
    assertThat(call(422, "POST", runsPath(), "{\"kind\":\"dance\"}").path("field").asText())
        .isEqualTo("kind");
    assertThat(code(404, "GET", "/runs/" + UUID.randomUUID(), null)).isEqualTo("run.not_found");
  }

  @Test
  void aStopTravelsAndEndsOnce() throws Exception {
    String run = call(201, "POST", runsPath(), training("")).path("id").asText();
    tell(run, status(run, 0, 1).setRunQueued(RunQueued.newBuilder().setReason("2 ahead of it")));
    assertThat(awaitStatus(run, "queued").path("statusReason").asText()).isEqualTo("2 ahead of it");
    assertThat(code(409, "POST", "/runs/" + run + "/retry", "")).isEqualTo("run.illegal_state");
    JsonNode cancelling = call(202, "POST", "/runs/" + run + "/cancel", "{\"mode\":\"graceful\"}");
    assertThat(cancelling.path("status").asText()).isEqualTo("cancelling");
    call(202, "POST", "/runs/" + run + "/cancel", "{\"mode\":\"kill\"}");
    List<Command> commands = commands(run, 3);
    assertThat(commands.get(1).getCancelRun().getMode()).isEqualTo(CancelMode.CANCEL_MODE_GRACEFUL);
    assertThat(commands.get(2).getCancelRun().getMode()).isEqualTo(CancelMode.CANCEL_MODE_KILL);
    tell(run, status(run, 1, 2).setRunStarting(RunStarting.newBuilder().setService("toys")));
    tell(
        run,
        status(run, 1, 1)
            .setCancelAcknowledged(
                CancelAcknowledged.newBuilder().setMode(CancelMode.CANCEL_MODE_KILL)));
    tell(run, status(run, 1, 3).setRunCancelled(RunCancelled.newBuilder().setKilled(true)));
    JsonNode stop = awaitStatus(run, "cancelled").path("stop");
    assertThat(stop.path("mode").asText()).isEqualTo("kill");
    assertThat(stop.at("/requestedBy/name").asText()).isNotEmpty();
    assertThat(stop.path("deliveredAt").isNull()).isTrue();
    assertThat(stop.path("acknowledgedAt").isTextual()).isTrue();
    assertThat(stop.path("endedAt").isTextual()).isTrue();
    JsonNode refused = call(409, "POST", "/runs/" + run + "/cancel", "{\"mode\":\"kill\"}");
    assertThat(refused.path("code").asText()).isEqualTo("run.illegal_state");
    assertThat(refused.path("detail").asText())
        .isEqualTo(
            "The run is cancelled; this needs created, queued, starting, running, lost_contact,"
                + " retrying, cancelling.");
    JsonNode again = call(201, "POST", "/runs/" + run + "/retry", "");
    assertThat(again.path("spec").path("target").asText()).isEqualTo("y");
    JsonNode body = call(200, "POST", "/runs/" + run + "/clone", "");
    call(201, "POST", runsPath(), body.toString());
    JsonNode list = call(200, "GET", runsPath() + "?status=cancelled&status=failed&limit=1", null);
    assertThat(list.at("/items/0/id").asText()).isEqualTo(run);
  }

  private static String solve(String instance, String more) {
    return "{\"kind\":\"solve\",\"algorithm\":\"highs\",\"datasetId\":\""
        + instance
        + "\""
        + more
        + "}";
  }

  @Test
  void aSolveShowsItsSolutionsAsTheyComeAndTheNextStartsThere() throws Exception {
    assertThat(offered("highs").path("instanceFormats").toString()).isEqualTo("[\"mps\",\"lp\"]");
    String instance = uploadText("two.mps", INSTANCE);
    JsonNode created =
        call(201, "POST", runsPath(), solve(instance, ",\"parameters\":{\"gap_limit\":0.5}"));
    String first = created.path("id").asText();
    assertThat(created.path("name").asText()).startsWith("highs-two");
    assertThat(created.path("outcome").isNull()).isTrue();
    RunSpec spec = commands(first, 1).getFirst().getStartRun().getSpec();
    assertThat(spec.getKind()).isEqualTo("solve");
    assertThat(spec.getAlgorithm()).isEqualTo("highs");
    assertThat(spec.getDataset().getFormat()).isEqualTo("mps");
    assertThat(spec.hasWarmStart()).isFalse();
    assertThat(JSON.mapper().readTree(spec.getParametersJson()).path("gap_limit").asDouble())
        .isEqualTo(0.5);

    begin(first);
    byte[] incumbent = "{\"y\":1.25}".getBytes(StandardCharsets.UTF_8);
    store("runs/" + first + "/1/incumbent-000001.json", incumbent);
    tell(
        first,
        status(first, 1, 4)
            .setArtifactStored(artifact(first, "incumbent-000001.json", "solution")));
    String artifacts = "/runs/" + first + "/artifacts";
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() ->
            assertThat(bytes(artifacts + "/incumbent-000001.json").body()).isEqualTo(incumbent));
    assertThat(call(200, "GET", "/runs/" + first, null).path("status").asText())
        .isEqualTo("running");
    // There is an incumbent, but the solution is not told before the end.
    String warm = solve(instance, ",\"warmStartRunId\":\"" + first + "\"");
    JsonNode early = call(404, "POST", runsPath(), warm);
    assertThat(early.path("code").asText()).isEqualTo("run.warm_start_not_found");
    assertThat(early.path("field").asText()).isEqualTo("warmStartRunId");

    tell(
        first, status(first, 1, 5).setArtifactStored(artifact(first, "solution.json", "solution")));
    tell(first, status(first, 1, 6).setArtifactStored(artifact(first, "solve.json", "solve")));
    tell(
        first,
        status(first, 1, 4)
            .setRunSucceeded(
                RunSucceeded.newBuilder().putSummary("objective", 5).setOutcome("optimal")));
    JsonNode done = awaitStatus(first, "succeeded");
    assertThat(done.path("outcome").asText()).isEqualTo("optimal");
    assertThat(done.at("/summary/objective").asDouble()).isEqualTo(5);
    List<String> roles = new ArrayList<>();
    call(200, "GET", artifacts, null)
        .path("items")
        .forEach(artifact -> roles.add(artifact.path("role").asText()));
    assertThat(roles).containsExactlyInAnyOrder("solution", "solution", "solve");
    foundByItsOutcome(first);

    String second = call(201, "POST", runsPath(), warm).path("id").asText();
    FileRef start = commands(second, 1).getFirst().getStartRun().getSpec().getWarmStart();
    assertThat(start.getObjectKey()).isEqualTo("runs/" + first + "/1/solution.json");
    assertThat(start.getSha256()).isEqualTo("00");
    assertThat(start.getSizeBytes()).isEqualTo(10);
    assertThat(call(200, "POST", "/runs/" + second + "/clone", "").path("warmStartRunId").asText())
        .isEqualTo(first);
    JsonNode kept =
        call(
            200,
            "POST",
            runsPath() + "/bulk",
            "{\"action\":\"delete\",\"runIds\":[\"" + first + "\"]}");
    assertThat(kept.at("/failed/0/code").asText()).isEqualTo("run.in_use");
    assertThat(
            call(200, "GET", "/datasets/" + instance + "/lineage", null)
                .at("/solves/total")
                .asInt())
        .isEqualTo(2);
    stopsWithWhatItHas(second);
  }

  private static void begin(String run) throws Exception {
    tell(run, status(run, 0, 1).setRunQueued(RunQueued.newBuilder()));
    tell(run, status(run, 1, 2).setRunStarting(RunStarting.newBuilder().setService("solving")));
    tell(run, status(run, 1, 3).setRunStarted(RunStarted.newBuilder().setService("solving")));
  }

  private static JsonNode offered(String algorithm) throws Exception {
    for (JsonNode found : call(200, "GET", "/algorithms", null).path("items")) {
      if (found.path("name").asText().equals(algorithm)) {
        return found;
      }
    }
    throw new AssertionError("nobody offers " + algorithm);
  }

  private static void foundByItsOutcome(String run) throws Exception {
    JsonNode found = call(200, "GET", runsPath() + "?filter=kind:solve%20outcome:optimal", null);
    assertThat(found.path("total").asInt()).isEqualTo(1);
    assertThat(found.at("/items/0/id").asText()).isEqualTo(run);
    assertThat(
            call(200, "GET", runsPath() + "?filter=outcome:feasible", null).path("total").asInt())
        .isZero();
    byte[] file = bytes(runsPath() + "/export?filter=outcome:optimal").body();
    List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).endsWith(",outcome,study,trial,trial_state");
    assertThat(lines.getLast()).startsWith(run).endsWith(",optimal,,,");
  }

  /** A graceful stop is no failure of a solve that has a solution by then. */
  private static void stopsWithWhatItHas(String run) throws Exception {
    begin(run);
    awaitStatus(run, "running");
    call(202, "POST", "/runs/" + run + "/cancel", "{\"mode\":\"graceful\"}");
    tell(run, status(run, 1, 1).setArtifactStored(artifact(run, "solution.json", "solution")));
    tell(
        run,
        status(run, 1, 4)
            .setRunSucceeded(
                RunSucceeded.newBuilder().setStoppedEarly(true).setOutcome("stopped")));
    JsonNode stopped = awaitStatus(run, "succeeded");
    assertThat(stopped.path("stoppedEarly").asBoolean()).isTrue();
    assertThat(stopped.path("outcome").asText()).isEqualTo("stopped");
  }

  @Test
  void whatCannotBeSolvedIsRefusedWithItsField() throws Exception {
    String instance = uploadText("refused.mps", INSTANCE);
    JsonNode table = call(422, "POST", runsPath(), solve(dataset, ""));
    assertThat(table.path("code").asText()).isEqualTo("instance.format_not_supported");
    assertThat(table.path("field").asText()).isEqualTo("datasetId");
    JsonNode nothing =
        call(422, "POST", runsPath(), "{\"kind\":\"solve\",\"algorithm\":\"highs\"}");
    assertThat(nothing.path("code").asText()).isEqualTo("run.invalid");
    assertThat(nothing.path("field").asText()).isEqualTo("datasetId");
    JsonNode learning = call(422, "POST", runsPath(), training("").replace(dataset, instance));
    assertThat(learning.path("code").asText()).isEqualTo("dataset.not_a_table");
    assertThat(learning.path("field").asText()).isEqualTo("datasetId");
    assertThat(
            call(422, "POST", runsPath(), solve(instance, ",\"target\":\"x\""))
                .path("field")
                .asText())
        .isEqualTo("target");
    assertThat(code(422, "POST", runsPath(), solve(instance, "").replace("highs", "toy")))
        .isEqualTo("run.unknown_algorithm");
    String trained = call(201, "POST", runsPath(), training("")).path("id").asText();
    assertThat(
            code(
                404,
                "POST",
                runsPath(),
                solve(instance, ",\"warmStartRunId\":\"" + trained + "\"")))
        .isEqualTo("run.warm_start_not_found");
  }

  private static ArtifactStored.Builder artifact(String run, String name, String role) {
    return ArtifactStored.newBuilder()
        .setName(name)
        .setObjectKey("runs/" + run + "/1/" + name)
        .setContentType("application/json")
        .setSizeBytes(10)
        .setSha256("00")
        .setRole(role);
  }

  private static void store(String key, byte[] content) throws Exception {
    Path file = Files.createTempFile(folder, "object", ".bin");
    Files.write(file, content);
    if (objects != null) {
      objects.put(key, file, "application/json");
    }
  }

  private static JsonNode awaitStatus(String run, String status) throws Exception {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() ->
            assertThat(call(200, "GET", "/runs/" + run, null).path("status").asText())
                .isEqualTo(status));
    return call(200, "GET", "/runs/" + run, null);
  }

  private static TestChannel channel() {
    return Objects.requireNonNull(channel);
  }

  private static void tell(String key, Status.Builder status) throws Exception {
    channel().tell(key, status);
  }

  /** The commands of a run, in order, once there are that many. */
  private static List<Command> commands(String run, int count) throws Exception {
    return channel().commands(run, count);
  }

  private static String upload(
      String name, String header, java.util.function.IntFunction<String> row) throws Exception {
    StringBuilder csv = new StringBuilder(header).append('\n');
    IntStream.range(0, 40).forEach(i -> csv.append(row.apply(i)).append('\n'));
    return uploadText(name, csv.toString());
  }

  private static String uploadText(String name, String text) throws Exception {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\nContent-Type: text/csv\r\n\r\n"
            + text
            + "\r\n--b--\r\n";
    HttpRequest.Builder request =
        request("/projects/" + project + "/datasets")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return answer(201, request).path("id").asText();
  }

  private static String code(int status, String method, String path, @Nullable String body)
      throws Exception {
    return call(status, method, path, body).path("code").asText();
  }

  private static JsonNode call(int status, String method, String path, @Nullable String body)
      throws Exception {
    return send(status, method, path, body, null);
  }

  private static JsonNode send(
      int status, String method, String path, @Nullable String body, @Nullable String key)
      throws Exception {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return answer(status, request);
  }

  private static HttpRequest.Builder request(String path) {
    if (backend == null) {
      throw new IllegalStateException("not started");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + backend.port() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(30));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private static JsonNode answer(int status, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as(response.request().uri() + ": " + response.body())
        .isEqualTo(status);
    CONTRACT.verify(
        response.request().method(),
        response.request().uri().getPath().substring("/api/v1".length()),
        status,
        response.headers().firstValue("Content-Type").orElse(null),
        response.body());
    return JSON.mapper().readTree(response.body());
  }

  private static HttpResponse<byte[]> bytes(String path) throws Exception {
    return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
