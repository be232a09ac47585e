package signalbox.infrastructure.postgres.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.IMPORT_OBJECT;
import static signalbox.schema.metadata.Tables.IMPORT_RUN;
import static signalbox.schema.metadata.Tables.METRIC_KEY;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_LOG_COUNT;
import static signalbox.schema.metadata.Tables.RUN_METRIC;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.TRIAL;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.application.run.Notes;
import signalbox.application.run.SavedView;
import signalbox.application.run.TestRuns;
import signalbox.application.study.StudyEventFilter;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyInstance;
import signalbox.application.study.TestStudies;
import signalbox.application.transfer.ExportedFile;
import signalbox.application.transfer.Importing;
import signalbox.application.transfer.ObjectNames;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;
import signalbox.domain.transfer.ImportId;
import signalbox.infrastructure.postgres.artifact.PostgresArtifactRepository;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.infrastructure.postgres.notification.PostgresAlertRuleRepository;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.run.PostgresRecords;
import signalbox.infrastructure.postgres.run.PostgresRunNotes;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.run.PostgresRunTemplates;
import signalbox.infrastructure.postgres.run.PostgresSavedViews;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.PostgresTransactions;
import signalbox.infrastructure.postgres.shared.TestDatabases;
import signalbox.infrastructure.postgres.study.PostgresStudyEventRepository;
import signalbox.infrastructure.postgres.study.PostgresStudyInstances;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;

/** The rows of a project with one of everything, on their way into a new one. */
final class ProjectTransferIT {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Instant EXPORTED = TestRuns.NOW.plusSeconds(3600);
  private static final Instant IMPORTED = EXPORTED.plusSeconds(3600);
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** What an import changes of what is kept, because the runs of the scene had not ended. */
  private static final Map<String, Set<String>> CHANGED =
      Map.of(
          "project", Set.of("name"),
          "run", Set.of("status", "status_reason", "ended_at", "revision"),
          "study", Set.of("cancelled_trials", "revision"),
          "trial", Set.of("state", "message", "ended_at", "revision"));

  /** What an import adds to timelines and logs. */
  private static final Set<String> ADDED = Set.of("cancelled", "imported", "trial_cancelled");

  private final PostgresRecords records = new PostgresRecords(DATABASE);
  private final PostgresTransactions transactions = new PostgresTransactions(DATABASE);
  private final PostgresProjectRows leaving = new PostgresProjectRows(DATABASE);
  private final PostgresImportedRows coming = new PostgresImportedRows(DATABASE);
  private final PostgresImportTraces traces = new PostgresImportTraces(DATABASE);
  private final PostgresStudyInstances instances = new PostgresStudyInstances(DATABASE);
  private final PostgresStudyEventRepository log = new PostgresStudyEventRepository(DATABASE);
  private final UserId owner = records.user();
  private final UserId importer = records.user();
  private final ProjectId project = records.project();
  private final DatasetId dataset = records.dataset(project);
  private final Run training = TestRuns.training(project, dataset, owner, "training");
  private final Run study = TestRuns.study(project, dataset, owner, "study");
  private final Run trial = TestRuns.trial(study, 0);

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
  private record Row(String table, byte[] json) {
    JsonNode tree() {
      try {
        return MAPPER.readTree(json);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Row with(UnaryOperator<String> change) {
      String text = change.apply(new String(json, StandardCharsets.UTF_8));
      return new Row(table, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  ProjectTransferIT() {
    new PostgresProjectRepository(DATABASE).putMember(project, owner, Role.ADMIN);
    PostgresRunRepository runs = new PostgresRunRepository(DATABASE);
    runs.insertAll(List.of(training, study, trial));
    runs.append(
        List.of(
            new RunEvent(
                training.id(),
                1,
                0,
                TestRuns.NOW,
                0,
                RunEventType.CREATED,
                Map.of("by", owner.toString(), "retryOf", study.id().toString()))));
    new PostgresModelRepository(DATABASE).insert(TestRuns.model(project, "model", training.id()));
    new PostgresArtifactRepository(DATABASE).put(artifact("table.csv"));
    new PostgresRunNotes(DATABASE).put(training.id(), new Notes("**so so**", TestRuns.NOW, owner));
    new PostgresStudyRepository(DATABASE).insert(TestStudies.study(study.id()));
    new PostgresTrialRepository(DATABASE)
        .insertAll(List.of(TestStudies.trial(study.id(), 0, trial.id(), 1)));
    instances.insert(study.id(), List.of(dataset));
    log.append(
        List.of(
            line(0, StudyEventType.CREATED, null, owner, "Asked for: maximize roc_auc."),
            line(1, StudyEventType.TRIAL_BEGUN, 0, null, "Trial 0 begins.")));
    view(owner, false);
    template();
    rule(
        new AlertTrigger.OnStatus(Set.of(RunStatus.FAILED)),
        new AlertScope(null, null, null, training.id()));
    rule(new AlertTrigger.OnStudy(true, 0.01, true), new AlertScope(null, null, null, study.id()));
    DATABASE.sql().insertInto(RUN_LOG_COUNT).values(training.id().value(), 3L, 4L).execute();
    metric("loss");
    DATABASE
        .sql()
        .update(PROJECT)
        .set(PROJECT.BASELINE_RUN_ID, training.id().value())
        .where(PROJECT.ID.eq(project.value()))
        .execute();
    DATABASE
        .sql()
        .update(DATASET)
        .set(
            DATASET.SOURCE,
            JSONB.jsonb("{\"objectKey\": \"sources/a\", \"sha256\": \"cd\", \"sizeBytes\": 12}"))
        .where(DATASET.ID.eq(dataset.value()))
        .execute();
  }

  private Artifact artifact(String name) {
    return new Artifact(
        training.id(),
        name,
        1,
        "runs/" + training.id() + "/1/" + name,
        "text/csv",
        8,
        "ab",
        ArtifactRole.OTHER,
        1,
        TestRuns.NOW);
  }

  private void view(UserId whose, boolean team) {
    new PostgresSavedViews(DATABASE)
        .put(
            new SavedView(
                TestRuns.IDS.next(),
                project,
                whose,
                team,
                "view",
                "{\"sort\": \"-created\"}",
                false,
                TestRuns.NOW,
                TestRuns.NOW));
  }

  private void template() {
    new PostgresRunTemplates(DATABASE)
        .save(
            new RunTemplate(
                new RunTemplateId(TestRuns.IDS.next()),
                project,
                owner,
                "template",
                RunKind.TRAINING,
                Map.of("datasetId", dataset.toString(), "parameters", Map.of("groupId", "7")),
                TestRuns.NOW));
  }

  private StudyEvent line(
      int ordinal,
      StudyEventType type,
      @Nullable Integer number,
      @Nullable UserId by,
      String text) {
    return new StudyEvent(study.id(), 0, ordinal, TestRuns.NOW, type, number, by, text);
  }

  private void rule(AlertTrigger trigger, AlertScope scope) {
    new PostgresAlertRuleRepository(DATABASE)
        .insert(
            new AlertRule(
                new AlertRuleId(TestRuns.IDS.next()),
                project,
                owner,
                true,
                "rule",
                true,
                trigger,
                scope,
                TestRuns.NOW));
  }

  private void metric(String key) {
    Integer id =
        Objects.requireNonNull(
                DATABASE
                    .sql()
                    .insertInto(METRIC_KEY, METRIC_KEY.PROJECT_ID, METRIC_KEY.KEY)
                    .values(project.value(), key)
                    .returning(METRIC_KEY.ID)
                    .fetchOne())
            .getId();
    DATABASE
        .sql()
        .insertInto(
            RUN_METRIC,
            RUN_METRIC.RUN_ID,
            RUN_METRIC.KEY_ID,
            RUN_METRIC.ATTEMPT,
            RUN_METRIC.LAST_STEP,
            RUN_METRIC.POINTS,
            RUN_METRIC.FINITE,
            RUN_METRIC.LAST,
            RUN_METRIC.MIN,
            RUN_METRIC.MAX,
            RUN_METRIC.MEAN)
        .values(
            training.id().value(),
            id,
            1,
            9L,
            10L,
            9L,
            0.1 + 0.2,
            1e-300,
            Double.POSITIVE_INFINITY,
            1.5)
        .execute();
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void takesEveryTableAlong() {
    List<Row> before = leave(project, owner);

    List<Row> after = leave(come(before).project(), importer);

    for (TransferTable table : TransferTables.ALL) {
      List<JsonNode> kept = kept(before, table);
      assertThat(kept).as("%s of the scene", table.name()).isNotEmpty();
      assertThat(kept(after, table)).as(table.name()).isEqualTo(kept);
    }
  }

  @Test
  void keepsNoIdOfTheOriginal() {
    List<Row> before = leave(project, owner);

    List<Row> after = leave(come(before).project(), importer);

    // Names of the scene hold ids, and the file says where a run comes from.
    List.of(before, after)
        .forEach(rows ->
            rows.removeIf(row ->
                Set.of("project", "member").contains(row.table())
                    || row.tree().path("type").asText().equals("imported")));
    assertThat(ids(before)).hasSizeGreaterThan(9);
    assertThat(ids(after)).hasSameSizeAs(ids(before)).doesNotContainAnyElementsOf(ids(before));
  }

  @Test
  void tellsNothingOfPeopleButTheMembersAndWhatIsTheirs() {
    UserId other = records.user();
    view(other, false);
    view(other, true);
    List<Row> before = leave(project, owner);

    assertThat(texts(before))
        .noneMatch(
            text -> text.contains("\"" + owner + "\"") || text.contains("\"" + other + "\""));
    assertThat(of(before, "member"))
        .singleElement()
        .extracting(row -> row.tree().path("role").asText())
        .isEqualTo("admin");
    assertThat(of(before, "saved_view"))
        .as("one's own, and that of the team")
        .extracting(row -> row.tree().path("team").asBoolean())
        .containsExactlyInAnyOrder(false, true);
    assertThat(of(leave(project, importer), "run_template")).as("somebody else's").isEmpty();
  }

  @Test
  void refersWithinTheNewProject() {
    Importing importing = come(leave(project, owner));

    List<Run> runs = runs(importing.project());
    Run copy = named(runs, "training");
    Run copyOfStudy = named(runs, "study");
    assertThat(copy.createdBy()).isEqualTo(importer);
    assertThat(copy.spec()).isNotEqualTo(training.spec());
    DatasetId table = Objects.requireNonNull(copy.spec().datasetId());
    assertThat(DATABASE.sql().fetchCount(DATASET, inProject(importing, table))).isEqualTo(1);
    assertThat(named(runs, "study #0").spec()).isEqualTo(TestRuns.trial(copyOfStudy, 0).spec());
    assertThat(
            DATABASE
                .sql()
                .select(PROJECT.BASELINE_RUN_ID)
                .from(PROJECT)
                .where(PROJECT.ID.eq(importing.project().value()))
                .fetchOne(PROJECT.BASELINE_RUN_ID))
        .isEqualTo(copy.id().value());
    assertThat(texts(of(leave(importing.project(), importer), "run_template")))
        .singleElement()
        .asString()
        .contains(table.toString())
        .contains("\"groupId\":\"7\"");
  }

  private static Condition inProject(Importing importing, DatasetId table) {
    return DATASET.ID.eq(table.value()).and(DATASET.PROJECT_ID.eq(importing.project().value()));
  }

  @Test
  void endsWhatHadNotEnded() {
    Importing importing = come(leave(project, owner));

    for (Run run : runs(importing.project())) {
      assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
      assertThat(run.state().endedAt()).isEqualTo(EXPORTED);
      assertThat(run.state().statusReason())
          .isEqualTo("It had not ended when its project was exported.");
    }
    UUID copy = named(runs(importing.project()), "study").id().value();
    assertThat(
            DATABASE
                .sql()
                .select(TRIAL.STATE)
                .from(TRIAL)
                .where(TRIAL.STUDY_ID.eq(copy))
                .fetch(TRIAL.STATE))
        .containsExactly("cancelled");
    assertThat(DATABASE.sql().fetchCount(STUDY, STUDY.RUN_ID.eq(copy))).isEqualTo(1);
  }

  @Test
  void theLogOfAStudyTellsOfItsEnd() {
    List<StudyEvent> told = told(come(leave(project, owner)));

    assertThat(told)
        .extracting(StudyEvent::type)
        .containsExactly(
            StudyEventType.CREATED,
            StudyEventType.TRIAL_BEGUN,
            StudyEventType.TRIAL_CANCELLED,
            StudyEventType.CANCELLED);
    assertThat(told).extracting(StudyEvent::by).containsExactly(importer, null, null, null);
    assertThat(told).extracting(StudyEvent::trial).containsExactly(null, 0, 0, null);
    assertThat(told.getLast().text())
        .isEqualTo("The study was cancelled: It had not ended when its project was exported.");
    assertThat(told.getLast().time()).isEqualTo(EXPORTED);
  }

  private List<StudyEvent> told(Importing importing) {
    RunId copy = named(runs(importing.project()), "study").id();
    return log.after(copy, StudyEventFilter.ALL, StudyEventPlace.START, 9);
  }

  @Test
  void aSetOfInstancesKeepsItsOrder() {
    List<DatasetId> set = List.of(records.dataset(project), dataset);
    Run tuning = TestRuns.setStudy(project, set, owner, "tuning");
    new PostgresRunRepository(DATABASE).insert(tuning);
    new PostgresStudyRepository(DATABASE).insert(TestStudies.study(tuning.id()));
    instances.insert(tuning.id(), set);

    Importing importing = come(leave(project, owner));

    Run copy = named(runs(importing.project()), "tuning");
    List<DatasetId> renewed =
        set.stream().map(one -> new DatasetId(importing.renewal().renew(one.value()))).toList();
    assertThat(copy.spec().instances()).isEqualTo(renewed);
    assertThat(instances.list(copy.id()))
        .extracting(StudyInstance::dataset)
        .containsExactlyElementsOf(renewed);
  }

  @Test
  void tellsWhereEverythingComesFrom() {
    Importing importing = come(leave(project, owner));

    Run copy = named(runs(importing.project()), "training");
    List<RunEvent> events = new PostgresRunRepository(DATABASE).eventsAfter(copy.id(), 0, 9);
    assertThat(events)
        .extracting(RunEvent::type)
        .containsExactly(RunEventType.CREATED, RunEventType.CANCELLED, RunEventType.IMPORTED);
    assertThat(events.getFirst().detail()).containsEntry("by", importer.toString());
    assertThat(events.getLast().detail())
        .containsEntry("originalId", training.id().toString())
        .containsEntry("project", "Tariffs");
    assertThat(events.getLast().time()).isEqualTo(IMPORTED);
  }

  @Test
  void keepsNoTraceOfWhatTheProjectHas() {
    List<Row> rows = leave(project, owner);
    Importing importing = importing();
    RunId run = importing.renewal().renew(training.id());
    String key = importing.renewal().key(ObjectNames.of(artifact("table.csv").objectKey()));
    traces.noteRun(importing.id(), 1, run);
    traces.noteRun(importing.id(), 1, new RunId(TestRuns.IDS.next()));
    traces.noteObject(importing.id(), 1, key, 8, "ab");
    traces.noteObject(importing.id(), 1, "imports/of-nobody", 8, "ab");

    come(importing, rows);

    assertThat(
            DATABASE.sql().fetchCount(IMPORT_RUN, IMPORT_RUN.IMPORT_ID.eq(importing.id().value())))
        .isEqualTo(1);
    assertThat(
            DATABASE
                .sql()
                .select(IMPORT_OBJECT.OBJECT_KEY)
                .from(IMPORT_OBJECT)
                .where(IMPORT_OBJECT.IMPORT_ID.eq(importing.id().value()))
                .fetch(IMPORT_OBJECT.OBJECT_KEY))
        .containsExactly("imports/of-nobody");
  }

  @Test
  void refusesARowThatMeansOtherBytesThanThoseThatCame() {
    Importing importing = importing();
    String key = importing.renewal().key(ObjectNames.of(artifact("table.csv").objectKey()));
    traces.noteObject(importing.id(), 1, key, 8, "other");

    assertRefused(importing, leave(project, owner), "rows/artifact", "a row means other bytes");
  }

  @Test
  void refusesRowsThatReferToNothing() {
    List<Row> rows = leave(project, owner);
    rows.removeIf(row -> row.table().equals("dataset"));

    assertRefused(importing(), rows, "rows/run", "a row is not one that can be");
  }

  @Test
  void refusesRowsThatComeTwice() {
    List<Row> rows = leave(project, owner);
    rows.add(of(rows, "artifact").getFirst());

    assertRefused(importing(), rows, "rows/artifact", "a row is not one that can be");
  }

  @Test
  void refusesATableThatIsNotKnown() {
    List<Row> rows = leave(project, owner);
    rows.add(new Row("user_account", "{}".getBytes(StandardCharsets.UTF_8)));

    assertRefused(importing(), rows, "rows/user_account", "its table is not known");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run      | "name":      | "project_id": "x", "name": | a row has a column that is not known
          run      | "name":      | "created_by": "x", "name": | a row has a column that is not known
          run      | "id":"0      | "id":"x                    | an id is none
          run      | "attempt":0  | "attempt":1e99             | a row is not one that can be
          run      | "attempt":0  | "attempt":"many"           | a row is not one that can be
          run      | "created_at":"2026 | "created_at":"99999   | a time is none
          run      | }            | ]                          | a row cannot be read
          artifact | "objects/    | "../                       | the name of an object is none
          artifact | "text/csv"   | "text/csv\\r\\nX: y"       | a content type is none
          dataset  | "objects/    | "/etc/passwd/              | the name of an object is none
          study_event | "by_user": | "by_user":"x","b":         | a row names somebody
          """)
  void refusesARowThatIsNone(String table, String part, String instead, String reason) {
    List<Row> rows = new ArrayList<>();
    for (Row row : leave(project, owner)) {
      rows.add(row.table().equals(table) ? row.with(text -> replaced(text, part, instead)) : row);
    }

    assertRefused(importing(), rows, "rows/" + table, reason);
  }

  /** The last one: the brace at the end, and of names the one of the row itself. */
  private static String replaced(String text, String part, String instead) {
    int at = text.lastIndexOf(part);
    assertThat(at).as("%s in %s", part, text).isNotNegative();
    return text.substring(0, at) + instead + text.substring(at + part.length());
  }

  @Test
  void refusesANameThatIsTaken() {
    List<Row> rows = leave(project, owner);
    Importing first = come(rows);
    assertThat(coming.nameTaken(first.name().toUpperCase(Locale.ROOT))).isTrue();
    Importing second =
        new Importing(
            new ImportId(TestRuns.IDS.next()),
            1,
            new ProjectId(TestRuns.IDS.next()),
            first.name(),
            importer,
            "Tariffs",
            EXPORTED,
            IMPORTED);

    assertThatThrownBy(() -> come(second, rows))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROJECT_NAME_TAKEN));
  }

  @Test
  void listsEveryObjectOnceInTheOrderOfTheNames() {
    // Two rows may name one object.
    new PostgresArtifactRepository(DATABASE)
        .put(
            new Artifact(
                training.id(),
                "again.csv",
                1,
                artifact("table.csv").objectKey(),
                "application/octet-stream",
                8,
                "ab",
                ArtifactRole.OTHER,
                2,
                TestRuns.NOW));
    List<ExportedFile> files = new ArrayList<>();

    leaving.files(project, files::add);

    List<String> names = files.stream().map(file -> ObjectNames.of(file.key())).toList();
    assertThat(names).isSorted().doesNotHaveDuplicates();
    assertThat(files)
        .extracting(ExportedFile::key)
        .containsExactlyInAnyOrder(
            "datasets/" + dataset,
            "datasets/" + dataset + ".sample",
            "sources/a",
            artifact("table.csv").objectKey(),
            "runs/" + training.id() + "/1/model.zip");
    assertThat(files)
        .filteredOn(file -> file.key().equals(artifact("table.csv").objectKey()))
        .extracting(ExportedFile::contentType)
        .containsExactly("text/csv");
    assertThat(leaving.count(project).objects()).isEqualTo(5);
    assertThat(leaving.count(project).objectBytes()).isEqualTo(10 + 12 + 8 + 1234);
  }

  @Test
  void countsWhatIsThere() {
    assertThat(leaving.count(project).datasets()).isEqualTo(1);
    assertThat(leaving.count(project).runs()).isEqualTo(3);
    assertThat(leaving.count(project).openRuns()).isEqualTo(3);
    assertThat(leaving.count(project).studies()).isEqualTo(1);
    assertThat(leaving.count(project).models()).isEqualTo(1);
    assertThat(leaving.runs(project)).containsExactly(training.id(), study.id(), trial.id());
  }

  private List<Row> leave(ProjectId from, UserId exporter) {
    return transactions.inSnapshot(() -> {
      List<Row> rows = new ArrayList<>();
      leaving.read(from, exporter, (table, json) -> rows.add(new Row(table, json)));
      return rows;
    });
  }

  private Importing importing() {
    return new Importing(
        new ImportId(TestRuns.IDS.next()),
        1,
        new ProjectId(TestRuns.IDS.next()),
        "copy " + UUID.randomUUID(),
        importer,
        "Tariffs",
        EXPORTED,
        IMPORTED);
  }

  private Importing come(List<Row> rows) {
    return come(importing(), rows);
  }

  private Importing come(Importing importing, List<Row> rows) {
    transactions.inTransaction(() -> {
      for (Row row : rows) {
        coming.write(importing, "rows/" + row.table(), row.table(), List.of(row.json()));
      }
      coming.finish(importing);
    });
    return importing;
  }

  private void assertRefused(Importing importing, List<Row> rows, String entry, String reason) {
    assertThatThrownBy(() -> come(importing, rows))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
              assertThat(e.arguments().get("entry"))
                  .isEqualTo(new SignalboxException.Argument(entry, false));
              assertThat(String.valueOf(e.arguments().get("reason"))).contains(reason);
            });
    assertThat(DATABASE.sql().fetchExists(PROJECT, PROJECT.ID.eq(importing.project().value())))
        .isFalse();
    assertThat(DATABASE.sql().fetchExists(RUN, RUN.PROJECT_ID.eq(importing.project().value())))
        .isFalse();
  }

  private List<Run> runs(ProjectId of) {
    return new PostgresRunRepository(DATABASE).findAll(leaving.runs(of));
  }

  private static Run named(List<Run> runs, String name) {
    return runs.stream().filter(run -> run.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Row> of(List<Row> rows, String table) {
    return rows.stream().filter(row -> row.table().equals(table)).toList();
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(row -> new String(row.json(), StandardCharsets.UTF_8)).toList();
  }

  private static Set<String> ids(List<Row> rows) {
    return texts(rows).stream()
        .flatMap(text -> ID.matcher(text).results().map(MatchResult::group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Without the columns that are not kept, and those that this scene has changed. */
  private static List<JsonNode> kept(List<Row> rows, TransferTable table) {
    List<JsonNode> kept = new ArrayList<>();
    for (Row row : of(rows, table.name())) {
      ObjectNode node = (ObjectNode) row.tree();
      if (ADDED.contains(node.path("type").asText())) {
        continue;
      }
      table
          .columns()
          .forEach((column, rule) -> {
            boolean changed =
                CHANGED.getOrDefault(table.name(), Set.of()).contains(column.getName());
            if (rule != ColumnRule.KEPT || changed) {
              node.remove(column.getName());
            }
          });
      kept.add(node);
    }
    return kept;
  }

  @Test
  void anOlderFileMayLackAColumn() throws JsonProcessingException {
    List<Row> rows = new ArrayList<>();
    for (Row row : leave(project, owner)) {
      if (row.table().equals("run")) {
        ObjectNode node = (ObjectNode) row.tree();
        node.remove("stale_events");
        rows.add(new Row("run", MAPPER.writeValueAsBytes(node)));
      } else {
        rows.add(row);
      }
    }

    assertThat(runs(come(rows).project())).hasSize(3);
  }

  @Test
  void takesAJourneyFurther() {
    Importing first = come(leave(project, owner));

    Importing second = come(leave(first.project(), importer));

    Run copy = named(runs(second.project()), "training");
    List<RunEvent> events = new PostgresRunRepository(DATABASE).eventsAfter(copy.id(), 0, 9);
    assertThat(events)
        .filteredOn(event -> event.type() == RunEventType.IMPORTED)
        .extracting(event -> String.valueOf(event.detail().get("originalId")))
        .containsExactly(
            training.id().toString(), named(runs(first.project()), "training").id().toString());
    assertThat(told(second))
        .extracting(StudyEvent::type)
        .as("it has ended once")
        .containsOnlyOnce(StudyEventType.CANCELLED);
  }

  @Test
  void isReadThroughAllOfItsDigits() {
    Importing importing = come(leave(project, owner));

    RunId copy = named(runs(importing.project()), "training").id();
    assertThat(
            DATABASE
                .sql()
                .select(DSL.field("t.last", Double.class), DSL.field("t.max", Double.class))
                .from("metadata.run_metric t")
                .where("t.run_id = {0}", DSL.val(copy.value()))
                .fetchSingle()
                .intoList())
        .containsExactly(0.1 + 0.2, Double.POSITIVE_INFINITY);
  }
}
