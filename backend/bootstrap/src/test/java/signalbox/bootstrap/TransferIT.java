package signalbox.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static signalbox.schema.metadata.Tables.IMPORT_OBJECT;
import static signalbox.schema.metadata.Tables.IMPORT_RUN;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.PROJECT_IMPORT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LedgerEntry;
import signalbox.application.log.LogRepository;
import signalbox.application.metric.MetricCursor;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileWriter;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.LogTotals;
import signalbox.domain.log.RollingHash;
import signalbox.domain.log.Seal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;
import signalbox.infrastructure.file.transfer.TarProjectFiles;
import signalbox.infrastructure.postgres.artifact.PostgresArtifactRepository;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;
import signalbox.infrastructure.postgres.transfer.PostgresImportRepository;
import signalbox.infrastructure.postgres.transfer.PostgresImportTraces;
import signalbox.infrastructure.postgres.transfer.PostgresProjectRows;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;
import signalbox.presentation.shared.Json;

/** Projects as files, over real sockets, a real disk, a real PostgreSQL and a real object store. */
class TransferIT {
  private static final Json JSON = new Json();
  private static final String TABLE = "a,b\n1,2\n3,4\n5,6\n";
  private static final byte[] REPORT = "# so so\n".repeat(200).getBytes(UTF_8);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private RunningBackend backend;
  private RunningBackend.User user;

  @BeforeEach
  void freshUser() throws Exception {
    backend = RunningBackend.shared();
    user = backend.newUser();
  }

  /** A project with a table, a training with points, log and artifact, and a study with a trial. */
  private record Filled(UUID project, Run training, Run study) {}

  private Filled filled() throws Exception {
    UUID project = backend.newProject();
    JsonNode dataset = backend.storedUpload(project, "Größe.csv", TABLE, "{\"target\":\"b\"}");
    JsonNode admin = backend.call("GET", "/me", backend.adminToken(), null).expect(200).json();
    UserId owner = new UserId(uuid(admin));
    DatasetId table = new DatasetId(uuid(dataset));
    ProjectId id = new ProjectId(project);
    Run training =
        TestRuns.training(id, table, owner, "training").with(TestRuns.ended(RunStatus.SUCCEEDED));
    Run study = TestRuns.study(id, table, owner, "study").with(TestRuns.ended(RunStatus.CANCELLED));
    Run trial = TestRuns.trial(study, 0).with(TestRuns.ended(RunStatus.SUCCEEDED));
    new PostgresRunRepository(backend.metadata()).insertAll(List.of(training, study, trial));
    new PostgresStudyRepository(backend.metadata()).insert(TestStudies.study(study.id()));
    Trial begun = TestStudies.trial(study.id(), 0, trial.id(), 1);
    PostgresTrialRepository trials = new PostgresTrialRepository(backend.metadata());
    trials.insertAll(List.of(begun));
    trials.updateAll(
        List.of(
            TestStudies.ended(
                begun, TrialState.COMPLETED, TestRuns.NOW.plusSeconds(9), 2, 0.1 + 0.2)));
    addPoints(training.id());
    addLog(training.id(), id);
    addReport(training.id());
    return new Filled(project, training, study);
  }

  private void addPoints(RunId run) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<MetricsReported> events = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      events.add(
          new MetricsReported(
              run,
              1,
              step,
              List.of(
                  new MetricsReported.Point("loss", "loss", step, now.plusMillis(step), 1.0 / step),
                  new MetricsReported.Point("auc", "score", step, now.plusMillis(step), 0.5))));
    }
    new TimescaleMetricRepository(backend.metadata()).append(events);
  }

  private void addLog(RunId run, ProjectId project) {
    LogAttemptId attempt = new LogAttemptId(LogId.of(run), 1);
    RollingHash hash = new RollingHash();
    List<LogLine> lines = new ArrayList<>();
    for (int seq = 1; seq <= 300; seq++) {
      LogLine line =
          new LogLine(
              seq,
              1_780_000_000_000_000L + seq,
              seq % 50 == 0 ? 3 : 6,
              LineStream.LOG,
              "app",
              "",
              "line «" + seq + "»",
              null,
              0);
      hash.add(line);
      lines.add(line);
    }
    TimescaleLogRepository logs = new TimescaleLogRepository(backend.metadata());
    logs.append(List.of(new LogRepository.AttemptLines(attempt, project, lines)));
    logs.enter(List.of(new LedgerEntry.Totals(attempt, null, new LogTotals(300, hash.hex()))));
    logs.enter(
        List.of(new LedgerEntry.Ended(attempt, Instant.now().truncatedTo(ChronoUnit.MILLIS))));
    await().atMost(LONG).until(() -> seal(run) == Seal.COMPLETE);
  }

  private Seal seal(RunId run) {
    return log(run).seal();
  }

  private LogAttempt log(RunId run) {
    return new TimescaleLogRepository(backend.metadata())
        .find(new LogAttemptId(LogId.of(run), 1))
        .orElseThrow();
  }

  private void addReport(RunId run) throws Exception {
    Path file = Files.createTempFile(folder, "report", ".md");
    Files.write(file, REPORT);
    String key = "runs/" + run + "/1/report.md";
    backend.objects().put(key, file, "text/markdown");
    new PostgresArtifactRepository(backend.metadata())
        .put(
            new Artifact(
                run,
                "report.md",
                1,
                key,
                "text/markdown",
                REPORT.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(REPORT)),
                ArtifactRole.OTHER,
                1,
                TestRuns.NOW));
  }

  @Test
  void aProjectBecomesAnotherOne() throws Exception {
    Filled filled = filled();

    JsonNode preview = get("/projects/" + filled.project() + "/export/preview", admin());
    assertThat(preview.path("fileName").asText()).startsWith("project-").endsWith(".signalbox.tar");
    assertThat(preview.at("/content/runs").asInt()).isEqualTo(3);
    assertThat(preview.at("/content/studies").asInt()).isEqualTo(1);
    assertThat(preview.at("/content/points").asInt()).isEqualTo(400);
    assertThat(preview.at("/content/lines").asInt()).isEqualTo(300);
    byte[] file = export(filled.project());
    assertThat((double) file.length)
        .as("about as large as the preview said")
        .isBetween(
            preview.path("approximateBytes").asLong() * 0.2,
            preview.path("approximateBytes").asLong() * 5.0);

    JsonNode done = imported(file);

    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    assertThat(done.path("fraction").asDouble()).isEqualTo(1);
    assertThat(done.at("/content/points").asInt()).isEqualTo(400);
    assertThat(done.at("/content/lines").asInt()).isEqualTo(300);
    assertThat(done.at("/origin/projectId").asText()).isEqualTo(filled.project().toString());
    UUID copy = UUID.fromString(done.path("projectId").asText());
    JsonNode project = get("/projects/" + copy, user.token());
    assertThat(project.path("name").asText())
        .isEqualTo(done.at("/origin/name").asText() + " (imported)");
    assertThat(project.path("role").asText()).isEqualTo("admin");
    sameTable(filled.project(), copy);
    UUID training = sameRuns(filled, copy);
    sameStudy(filled, copy);
    sameLog(filled.training().id(), new RunId(training));
    assertThat(get("/runs/" + training + "/metrics?width=4000", user.token()))
        .isEqualTo(get("/runs/" + filled.training().id() + "/metrics?width=4000", admin()));
    assertThat(bytes("/runs/" + training + "/artifacts/report.md", user.token())).isEqualTo(REPORT);
    knowsItsOrigin(filled, training);
    assertThat(backend.metadata().sql().fetchCount(IMPORT_RUN, IMPORT_RUN.IMPORT_ID.eq(uuid(done))))
        .isZero();
    assertThat(get("/uploads", user.token()).path("items")).isEmpty();
    assertThat(backend.spooledFiles()).isZero();
  }

  private void sameTable(UUID project, UUID copy) throws Exception {
    JsonNode before = get("/projects/" + project + "/datasets", admin()).at("/items/0");
    JsonNode after = get("/projects/" + copy + "/datasets", user.token()).at("/items/0");
    for (String kept : List.of("name", "sha256", "rows", "columns", "target", "task", "quality")) {
      assertThat(after.path(kept)).as(kept).isEqualTo(before.path(kept));
    }
    assertThat(after.path("id")).isNotEqualTo(before.path("id"));
    assertThat(after.at("/createdBy/id").asText()).isEqualTo(user.id().toString());
    String at = "/datasets/" + uuid(after);
    assertThat(new String(bytes(at + "/content", user.token()), UTF_8)).isEqualTo(TABLE);
    assertThat(get(at + "/rows?from=1&limit=1", user.token()).at("/items/0/values").toString())
        .as("its pages are made anew")
        .isEqualTo("[\"3\",\"4\"]");
    assertThat(get(at + "/target-check?target=b", user.token()).isObject())
        .as("its sample has come along")
        .isTrue();
  }

  private UUID sameRuns(Filled filled, UUID copy) throws Exception {
    JsonNode before = get("/projects/" + filled.project() + "/runs", admin());
    JsonNode after = get("/projects/" + copy + "/runs", user.token());
    assertThat(after.path("total")).isEqualTo(before.path("total"));
    for (int i = 0; i < before.path("items").size(); i++) {
      JsonNode one = before.path("items").get(i);
      JsonNode other = after.path("items").get(i);
      for (String kept :
          List.of(
              "/name",
              "/kind",
              "/status",
              "/tags",
              "/spec/parameters",
              "/spec/target",
              "/datasetName",
              "/createdAt",
              "/startedAt",
              "/endedAt")) {
        assertThat(other.at(kept)).as(kept).isEqualTo(one.at(kept));
      }
      assertThat(other.path("id")).isNotEqualTo(one.path("id"));
      assertThat(other.at("/spec/datasetId")).isNotEqualTo(one.at("/spec/datasetId"));
    }
    return uuid(named(after, "training"));
  }

  private void sameStudy(Filled filled, UUID copy) throws Exception {
    UUID study = uuid(named(get("/projects/" + copy + "/runs", user.token()), "study"));
    ObjectNode before = (ObjectNode) get("/studies/" + filled.study().id() + "/trials", admin());
    ObjectNode after = (ObjectNode) get("/studies/" + study + "/trials", user.token());
    assertThat(after.path("number")).hasSize(1);
    assertThat(after.path("runId")).isNotEqualTo(before.path("runId"));
    for (String other : List.of("runId", "revision")) {
      before.remove(other);
      after.remove(other);
    }
    assertThat(after).isEqualTo(before);
  }

  private void sameLog(RunId run, RunId copy) throws Exception {
    LogAttempt before = log(run);
    LogAttempt after = log(copy);
    assertThat(after.seal()).isEqualTo(Seal.COMPLETE);
    assertThat(after.hash()).isEqualTo(before.hash());
    assertThat(after.levels()).isEqualTo(before.levels());
    assertThat(after.firstErrorSeq()).isEqualTo(50);
    assertThat(bytes("/runs/" + copy + "/log/download", user.token()))
        .isEqualTo(bytes("/runs/" + run + "/log/download", admin()));
  }

  private void knowsItsOrigin(Filled filled, UUID training) throws Exception {
    JsonNode steps = get("/runs/" + training + "/timeline", user.token()).path("steps");
    JsonNode last = steps.get(steps.size() - 1);
    assertThat(last.path("step").asText()).isEqualTo("imported");
    assertThat(last.path("detail").asText()).contains(filled.training().id().toString());
    assertThat(get("/search?q=" + filled.training().id(), user.token()).at("/items/0/id").asText())
        .isEqualTo(training.toString());
  }

  @Test
  void aDamagedCopyIsRefusedAndLeavesNothing() throws Exception {
    byte[] file = export(filled().project());
    int report = indexOf(file, REPORT);
    file[report + 100] = (byte) (file[report + 100] ^ 1);
    int before = backend.metadata().sql().fetchCount(PROJECT);

    JsonNode failed = imported(file);

    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.at("/refusal/code").asText()).isEqualTo("import.damaged");
    assertThat(failed.at("/refusal/entry").asText()).matches("objects/[0-9a-f]{32}");
    assertThat(failed.at("/refusal/detail").asText())
        .startsWith("The file is damaged at objects/")
        .endsWith("Nothing was imported.");
    assertThat(failed.path("projectId").isNull()).isTrue();
    assertThat(backend.metadata().sql().fetchCount(PROJECT)).isEqualTo(before);
    assertThat(get("/projects", user.token()).path("items")).isEmpty();
    assertThat(get("/uploads", user.token()).path("items")).isEmpty();
    assertNoTrace(uuid(failed));
  }

  @Test
  void whatScreensCannotReadIsRefused() throws Exception {
    Filled filled = filled();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ProjectId project = new ProjectId(filled.project());
    try (ProjectFileWriter writer =
        new TarProjectFiles(folder)
            .begin(new ProjectFileHeader("1", Instant.EPOCH, project, "Odd"))) {
      new PostgresTransactions(backend.metadata())
          .inSnapshot(() -> {
            new PostgresProjectRows(backend.metadata())
                .read(
                    project,
                    new UserId(user.id()),
                    (table, row) ->
                        writer.row(table, table.equals("run") ? withoutSpec(row) : row));
            return true;
          });
      writer.moveTo(out);
      writer.finish(new ProjectFileManifest(TransferCounts.NONE, 0, List.of()));
    }

    JsonNode failed = imported(out.toByteArray());

    assertThat(failed.at("/refusal/code").asText())
        .as(failed.toString())
        .isEqualTo("import.invalid");
    assertThat(failed.at("/refusal/entry").asText()).isEqualTo("rows/run");
    assertThat(get("/projects", user.token()).path("items")).isEmpty();
  }

  private static byte[] withoutSpec(byte[] row) {
    ObjectNode node = JSON.read(row, ObjectNode.class);
    node.putObject("spec").put("kind", "training");
    return JSON.write(node);
  }

  @Test
  void takesOverWhatADeadBackendHasBegun() throws Exception {
    UUID upload = uploaded(export(filled().project()));
    ImportId id = new ImportId(TestRuns.IDS.next());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    PostgresImportRepository imports = new PostgresImportRepository(backend.metadata());
    new PostgresTransactions(backend.metadata())
        .inTransaction(() -> {
          imports.insert(
              ProjectImport.waiting(
                  id,
                  new UserId(user.id()),
                  new UploadId(upload),
                  "project.signalbox.tar",
                  9,
                  null,
                  now));
          imports.claim(List.of(new UploadId(upload)), now, now.plusSeconds(2));
        });
    RunId run = new RunId(TestRuns.IDS.next());
    String key = "imports/" + id + "/1/left";
    PostgresImportTraces traces = new PostgresImportTraces(backend.metadata());
    traces.noteRun(id, 1, run);
    addPoints(run);
    traces.noteObject(id, 1, key, REPORT.length, "ab");
    Path left = Files.createTempFile(folder, "left", ".bin");
    backend.objects().put(key, left, "text/plain");

    JsonNode done = ended(id.value());

    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    assertThat(done.path("attempt").asInt()).isEqualTo(2);
    await().atMost(LONG).untilAsserted(() -> assertNoTrace(id.value()));
    assertThat(backend.objects().size(key)).isEmpty();
    assertThat(new TimescaleMetricRepository(backend.metadata()).after(run, MetricCursor.START, 1))
        .isEmpty();
  }

  @Test
  void survivesARestart() throws Exception {
    byte[] file = export(filled().project());
    Settings settings = RunningBackend.freshSettings(Map.of());
    String id;
    String token;
    try (RunningBackend first = RunningBackend.started(settings)) {
      token = first.newUser().token();
      UUID upload = uploaded(first, token, file);
      id = started(first, token, upload).path("id").asText();
    }
    try (RunningBackend second = RunningBackend.started(settings)) {
      JsonNode done = ended(second, token, id);
      assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    }
  }

  @Test
  void isStartedOnceForAnUpload() throws Exception {
    UUID upload = uploaded(export(filled().project()));

    JsonNode first = started(backend, user.token(), upload);
    RunningBackend.Answer second =
        backend.call("POST", "/imports", user.token(), body(upload, null));

    // It may be over, and its upload with it.
    if (second.status() == 202) {
      assertThat(second.json().path("id")).isEqualTo(first.path("id"));
    } else {
      second.expectProblem(404, "upload.not_found");
    }
    ended(uuid(first));
    assertThat(get("/imports", user.token()).path("items")).hasSize(1);
  }

  @Test
  void belongsToWhoStartedIt() throws Exception {
    byte[] file = export(filled().project());
    UUID upload = uploaded(file);
    RunningBackend.User other = backend.newUser();
    backend
        .call("POST", "/imports", other.token(), body(upload, null))
        .expectProblem(404, "upload.not_found");
    JsonNode one = started(backend, user.token(), upload);
    String at = "/imports/" + uuid(one);

    backend.call("GET", at, other.token(), null).expectProblem(404, "import.not_found");
    backend.call("DELETE", at, other.token(), null).expectProblem(404, "import.not_found");
    assertThat(get("/imports", other.token()).path("items")).isEmpty();
    JsonNode done = ended(uuid(one));
    backend
        .call("GET", "/projects/" + done.path("projectId").asText(), other.token(), null)
        .expectProblem(404, "project.not_found");

    backend.call("DELETE", at, user.token(), null).expect(204);
    backend.call("GET", at, user.token(), null).expectProblem(404, "import.not_found");
    get("/projects/" + done.path("projectId").asText(), user.token());
  }

  @Test
  void takesANameThatIsFree() throws Exception {
    UUID upload = uploaded(export(filled().project()));
    String taken = "taken " + UUID.randomUUID();
    backend.call("POST", "/projects", admin(), "{\"name\":\"" + taken + "\"}").expect(201);

    RunningBackend.Answer refused =
        backend
            .call("POST", "/imports", user.token(), body(upload, taken.toUpperCase(Locale.ROOT)))
            .expectProblem(409, "project.name_taken");
    assertThat(refused.json().path("field").asText()).isEqualTo("name");
    backend
        .call("POST", "/imports", user.token(), body(upload, " "))
        .expectProblem(422, "request.invalid");
    String free = "free " + UUID.randomUUID();
    JsonNode one =
        backend
            .call("POST", "/imports", user.token(), body(upload, " " + free + " "))
            .expect(202)
            .json();
    JsonNode done = ended(uuid(one));
    assertThat(
            get("/projects/" + done.path("projectId").asText(), user.token()).path("name").asText())
        .isEqualTo(free);
  }

  @Test
  void endsWhenItsUserWantsIt() throws Exception {
    UUID upload = uploaded(export(filled().project()));
    ImportId id = new ImportId(TestRuns.IDS.next());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    PostgresImportRepository imports = new PostgresImportRepository(backend.metadata());
    new PostgresTransactions(backend.metadata())
        .inTransaction(() -> {
          imports.insert(
              ProjectImport.waiting(
                  id, new UserId(user.id()), new UploadId(upload), "a.tar", 9, null, now));
          imports.claim(List.of(new UploadId(upload)), now, now.plusSeconds(600));
        });

    backend.call("DELETE", "/imports/" + id, user.token(), null).expect(204);

    assertThat(get("/imports/" + id, user.token()).path("state").asText()).isEqualTo("cancelled");
    backend
        .call("GET", "/uploads/" + upload, user.token(), null)
        .expectProblem(404, "upload.not_found");

    backend.call("DELETE", "/imports/" + id, user.token(), null).expect(204);
    backend
        .call("GET", "/imports/" + id, user.token(), null)
        .expectProblem(404, "import.not_found");
    assertThat(get("/imports", user.token()).path("items")).isEmpty();
    assertThat(rowsOf(id)).as("for who works on it").isEqualTo(1);
    imports.leave(id, 1);
    assertThat(rowsOf(id)).isZero();
  }

  private int rowsOf(ImportId id) {
    return backend.metadata().sql().fetchCount(PROJECT_IMPORT, PROJECT_IMPORT.ID.eq(id.value()));
  }

  @Test
  void takesFilesOfProjectsUpToALimit() throws Exception {
    RunningBackend.Answer answer =
        backend.call("OPTIONS", "/uploads", user.token(), null).expect(204);
    assertThat(answer.response().headers().firstValue("Tus-Max-Size")).contains("21474836480");

    create(backend, user.token(), 21_474_836_481L).expectProblem(413, "request.too_large");
    RunningBackend.Answer begun = create(backend, user.token(), 1_000).expect(201);
    String at = begun.location();
    assertThat(get(at, user.token()).path("projectId").isNull()).isTrue();
    backend
        .call("POST", "/imports", user.token(), body(lastPart(at), null))
        .expectProblem(409, "upload.incomplete");
    backend.call("DELETE", at, user.token(), null).expect(204);
  }

  @Test
  void anUploadOfATableIsNoProject() throws Exception {
    UUID file = uploaded(TABLE.getBytes(UTF_8));

    backend
        .call("POST", "/uploads/" + file + "/dataset", user.token(), "{}")
        .expectProblem(404, "upload.not_found");
    JsonNode failed = ended(uuid(started(backend, user.token(), file)));

    assertThat(failed.at("/refusal/code").asText()).isEqualTo("import.not_a_project_file");
    assertThat(failed.at("/refusal/entry").isNull()).isTrue();
  }

  private void assertNoTrace(UUID id) {
    assertThat(backend.metadata().sql().fetchCount(IMPORT_RUN, IMPORT_RUN.IMPORT_ID.eq(id)))
        .isZero();
    assertThat(backend.metadata().sql().fetchCount(IMPORT_OBJECT, IMPORT_OBJECT.IMPORT_ID.eq(id)))
        .isZero();
  }

  private String admin() {
    return backend.adminToken();
  }

  private JsonNode get(String path, String token) throws Exception {
    return backend.call("GET", path, token, null).expect(200).json();
  }

  private byte[] bytes(String path, String token) throws Exception {
    return response(path, token).body();
  }

  private HttpResponse<byte[]> response(String path, String token) throws Exception {
    HttpResponse<byte[]> response =
        backend
            .client()
            .send(
                HttpRequest.newBuilder(backend.uri(path))
                    .header("Authorization", "Bearer " + token)
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response;
  }

  private byte[] export(UUID project) throws Exception {
    HttpResponse<byte[]> response = response("/projects/" + project + "/export", admin());
    assertThat(response.headers().firstValue("Content-Type")).contains("application/x-tar");
    assertThat(response.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=\"project-")
        .contains(".signalbox.tar");
    return response.body();
  }

  private UUID uploaded(byte[] file) throws Exception {
    return uploaded(backend, user.token(), file);
  }

  private static UUID uploaded(RunningBackend to, String token, byte[] file) throws Exception {
    String path = create(to, token, file.length).expect(201).location();
    to.append(path, token, 0, file).expect(204);
    return lastPart(path);
  }

  private static RunningBackend.Answer create(RunningBackend to, String token, long size)
      throws Exception {
    return to.announce("/uploads", token, "project.signalbox.tar", size);
  }

  private static String body(UUID upload, @Nullable String name) {
    ObjectNode body = JSON.mapper().createObjectNode().put("uploadId", upload.toString());
    if (name != null) {
      body.put("name", name);
    }
    return body.toString();
  }

  private static JsonNode started(RunningBackend by, String token, UUID upload) throws Exception {
    return by.call("POST", "/imports", token, body(upload, null)).expect(202).json();
  }

  private JsonNode imported(byte[] file) throws Exception {
    return ended(uuid(started(backend, user.token(), uploaded(file))));
  }

  private JsonNode ended(UUID id) {
    return ended(backend, user.token(), id.toString());
  }

  private static JsonNode ended(RunningBackend by, String token, String id) {
    return await()
        .atMost(LONG)
        .until(
            () -> by.call("GET", "/imports/" + id, token, null).expect(200).json(),
            item -> !ImportState.ofWord(item.path("state").asText()).active());
  }

  private static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.path("items").spliterator(), false)
        .filter(item -> item.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static UUID uuid(JsonNode item) {
    return UUID.fromString(item.path("id").asText());
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int at = 0; at + part.length <= all.length; at++) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("It is not there");
  }

  private static UUID lastPart(String path) {
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }
}
