package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_EVENT;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelVersionRef;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Progress;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.WaitReason;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.RunEventRecord;
import signalbox.schema.metadata.tables.records.RunRecord;

/**
 * Runs in PostgreSQL. The columns {@code model_id} and {@code model_version} hold the version that
 * a training stored, or the one that a prediction uses.
 */
public final class PostgresRunRepository implements RunRepository {
  private static final TypeReference<Map<String, Double>> SUMMARY = new TypeReference<>() {};
  private static final TypeReference<Map<String, Object>> DETAIL = new TypeReference<>() {};
  private static final Pattern EVENT_CURSOR = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,9})");

  private final PostgresDatabase database;

  public PostgresRunRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(Run run) {
    try {
      database.sql().insertInto(RUN).set(record(run)).execute();
    } catch (IntegrityConstraintViolationException e) {
      throw gone(run, e);
    }
  }

  /** In one statement: keys are checked once both rows are there. */
  @Override
  public void insert(Run run, RunEvent first) {
    try {
      database
          .sql()
          .with("made")
          .as(DSL.insertInto(RUN).set(record(run)).returning(RUN.ID))
          .insertInto(RUN_EVENT)
          .set(row(first))
          .execute();
    } catch (IntegrityConstraintViolationException e) {
      throw gone(run, e);
    }
  }

  @Override
  public void insertAll(List<Run> runs) {
    database.sql().batchInsert(runs.stream().map(PostgresRunRepository::record).toList()).execute();
  }

  /** What the run needs was deleted since it was checked. */
  private static RuntimeException gone(Run run, IntegrityConstraintViolationException e) {
    String message = String.valueOf(e.getMessage());
    DatasetId dataset = run.spec().datasetId();
    if (dataset != null && message.contains("run_dataset_id_fkey")) {
      return SignalboxException.of(ErrorCode.DATASET_NOT_FOUND)
          .safe("id", dataset)
          .at("datasetId")
          .causedBy(e);
    }
    if (message.contains("run_model_version")
        && run.spec() instanceof RunSpec.Prediction prediction) {
      return SignalboxException.of(ErrorCode.MODEL_NOT_FOUND)
          .safe("id", prediction.modelId())
          .at("modelId")
          .causedBy(e);
    }
    if (message.contains("run_project_id_fkey")) {
      return SignalboxException.of(ErrorCode.PROJECT_NOT_FOUND)
          .safe("id", run.projectId())
          .causedBy(e);
    }
    return e;
  }

  @Override
  public Optional<Run> find(RunId id) {
    return database
        .sql()
        .selectFrom(RUN)
        .where(RUN.ID.eq(id.value()))
        .fetchOptional(PostgresRunRepository::run);
  }

  @Override
  public List<Run> findAll(Collection<RunId> ids) {
    return database
        .sql()
        .selectFrom(RUN)
        .where(RUN.ID.in(ids.stream().map(RunId::value).toList()))
        .fetch(PostgresRunRepository::run);
  }

  @Override
  public List<Run> lock(Collection<RunId> ids) {
    return database
        .sql()
        .selectFrom(RUN)
        .where(RUN.ID.in(ids.stream().map(RunId::value).toList()))
        .orderBy(RUN.ID)
        .forNoKeyUpdate()
        .fetch(PostgresRunRepository::run);
  }

  @Override
  public void update(Run run) {
    int rows =
        database.sql().update(RUN).set(changing(run)).where(RUN.ID.eq(run.id().value())).execute();
    if (rows != 1) {
      throw new IllegalStateException("no run " + run.id());
    }
  }

  @Override
  public void updateAll(List<Run> runs) {
    int[] rows =
        database
            .sql()
            .batchUpdate(runs.stream().map(PostgresRunRepository::changing).toList())
            .execute();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != 1) {
        throw new IllegalStateException("no run " + runs.get(i).id());
      }
    }
  }

  @Override
  public long nextProjectRevision(ProjectId project) {
    Long revision =
        database
            .sql()
            .update(PROJECT)
            .set(PROJECT.RUN_REVISION, PROJECT.RUN_REVISION.plus(1))
            .where(PROJECT.ID.eq(project.value()))
            .returningResult(PROJECT.RUN_REVISION)
            .fetchOne(PROJECT.RUN_REVISION);
    if (revision == null) {
      throw new IllegalStateException("no project " + project);
    }
    return revision;
  }

  @Override
  public long projectRevision(ProjectId project) {
    Long revision =
        database
            .sql()
            .select(PROJECT.RUN_REVISION)
            .from(PROJECT)
            .where(PROJECT.ID.eq(project.value()))
            .fetchOne(PROJECT.RUN_REVISION);
    return revision == null ? 0 : revision;
  }

  @Override
  public List<Run> changedAfter(ProjectId project, long projectRevision, int limit) {
    return database
        .sql()
        .selectFrom(RUN)
        .where(RUN.PROJECT_ID.eq(project.value()))
        .and(RUN.PROJECT_REVISION.gt(projectRevision))
        .orderBy(RUN.PROJECT_REVISION)
        .limit(limit)
        .fetch(PostgresRunRepository::run);
  }

  @Override
  public void append(List<RunEvent> events) {
    database.sql().batchInsert(events.stream().map(PostgresRunRepository::row).toList()).execute();
  }

  private static RunEventRecord row(RunEvent event) {
    return new RunEventRecord(
        event.runId().value(),
        event.revision(),
        event.ordinal(),
        time(event.time()),
        event.attempt(),
        word(event.type()),
        JsonColumns.write(event.detail()));
  }

  @Override
  public boolean hasEvent(RunId run, RunEventType type, int attempt, long sequence) {
    return database
        .sql()
        .fetchExists(
            RUN_EVENT,
            RUN_EVENT
                .RUN_ID
                .eq(run.value())
                .and(RUN_EVENT.TYPE.eq(word(type)))
                .and(RUN_EVENT.ATTEMPT.eq(attempt))
                .and(
                    DSL.jsonbGetAttributeAsText(RUN_EVENT.DETAIL, "sequence")
                        .eq(Long.toString(sequence))));
  }

  @Override
  public Page<RunEvent> events(RunId run, PageRequest page) {
    Condition ofRun = RUN_EVENT.RUN_ID.eq(run.value());
    Condition wanted = ofRun;
    String cursor = page.cursor();
    if (cursor != null) {
      Matcher place = EVENT_CURSOR.matcher(cursor);
      if (!place.matches()) {
        throw SignalboxException.invalid("cursor", "is not a cursor of this list");
      }
      wanted =
          wanted.and(
              DSL.row(RUN_EVENT.REVISION, RUN_EVENT.ORDINAL)
                  .gt(Long.parseLong(place.group(1)), Integer.parseInt(place.group(2))));
    }
    long total = database.sql().fetchCount(RUN_EVENT, ofRun);
    List<RunEvent> events =
        database
            .sql()
            .selectFrom(RUN_EVENT)
            .where(wanted)
            .orderBy(RUN_EVENT.REVISION, RUN_EVENT.ORDINAL)
            .limit(page.limit() + 1)
            .fetch(PostgresRunRepository::event);
    if (events.size() <= page.limit()) {
      return new Page<>(events, null, total);
    }
    List<RunEvent> shown = events.subList(0, page.limit());
    return new Page<>(shown, shown.getLast().revision() + "." + shown.getLast().ordinal(), total);
  }

  @Override
  public List<RunEvent> eventsAfter(RunId run, long revision, int limit) {
    List<RunEvent> events =
        new ArrayList<>(
            database
                .sql()
                .selectFrom(RUN_EVENT)
                .where(RUN_EVENT.RUN_ID.eq(run.value()))
                .and(RUN_EVENT.REVISION.gt(revision))
                .orderBy(RUN_EVENT.REVISION, RUN_EVENT.ORDINAL)
                .limit(limit)
                .fetch(PostgresRunRepository::event));
    if (events.size() == limit && !events.isEmpty()) {
      RunEvent last = events.getLast();
      events.addAll(
          database
              .sql()
              .selectFrom(RUN_EVENT)
              .where(RUN_EVENT.RUN_ID.eq(run.value()))
              .and(RUN_EVENT.REVISION.eq(last.revision()))
              .and(RUN_EVENT.ORDINAL.gt(last.ordinal()))
              .orderBy(RUN_EVENT.ORDINAL)
              .fetch(PostgresRunRepository::event));
    }
    return List.copyOf(events);
  }

  /** The whole row. */
  private static RunRecord record(Run run) {
    RunSpec spec = run.spec();
    DatasetId dataset = spec.datasetId();
    RunRecord row = changing(run);
    row.setProjectId(run.projectId().value());
    row.setKind(word(run.kind()));
    row.setSpec(JsonColumns.write(StoredSpec.of(spec)));
    row.setAlgorithm(spec.algorithm());
    row.setDatasetId(dataset == null ? null : dataset.value());
    row.setPriority(run.priority());
    row.setMaxAttempts(run.maxAttempts());
    row.setTraceId(run.traceId());
    row.setCreatedAt(time(run.createdAt()));
    row.setCreatedBy(run.createdBy().value());
    return row;
  }

  /** The id, and what changes while a run lives: a specification may be long. */
  private static RunRecord changing(Run run) {
    RunState state = run.state();
    RunSpec spec = run.spec();
    SolveOutcome outcome = state.outcome();
    ModelVersionRef model =
        spec instanceof RunSpec.Prediction prediction
            ? new ModelVersionRef(prediction.modelId(), prediction.modelVersion())
            : state.model();
    RunRecord row = new RunRecord();
    row.setId(run.id().value());
    row.setName(run.name());
    row.setStatus(state.status().word());
    row.setStatusReason(state.statusReason());
    row.setModelId(model == null ? null : model.modelId().value());
    row.setModelVersion(model == null ? null : model.version());
    row.setTags(run.tags().toArray(String[]::new));
    row.setAttempt(state.attempt());
    row.setService(state.service());
    row.setInstance(state.instance());
    row.setProgress(state.progress() == null ? null : JsonColumns.write(state.progress()));
    row.setProgressSequence(state.progressSequence());
    row.setSummary(JsonColumns.write(state.summary()));
    row.setFailure(state.failure() == null ? null : JsonColumns.write(state.failure()));
    row.setStoppedEarly(state.stoppedEarly());
    row.setOutcome(outcome == null ? null : word(outcome));
    row.setStatusSequence(state.statusSequence());
    row.setRevision(run.revision());
    row.setProjectRevision(run.projectRevision());
    row.setStartedAt(time(state.startedAt()));
    row.setEndedAt(time(state.endedAt()));
    row.setLastContactAt(time(state.lastContactAt()));
    row.setWaitReason(state.waitReason() == null ? null : JsonColumns.write(state.waitReason()));
    row.setStop(state.stop() == null ? null : JsonColumns.write(StoredStop.of(state.stop())));
    row.setStaleEvents(state.staleEvents());
    row.setFirstEventAt(time(state.firstEventAt()));
    row.setLastEventAt(time(state.lastEventAt()));
    row.setArchivedAt(time(run.archivedAt()));
    row.setNotesUpdatedAt(time(run.notesUpdatedAt()));
    return row;
  }

  static Run run(RunRecord row) {
    RunSpec spec = JsonColumns.read(row.getSpec(), StoredSpec.class).toSpec();
    ModelVersionRef stored =
        spec instanceof RunSpec.Training && row.getModelId() != null
            ? new ModelVersionRef(new ModelId(row.getModelId()), row.getModelVersion())
            : null;
    RunState state =
        new RunState(
            RunStatus.valueOf(row.getStatus().toUpperCase(Locale.ROOT)),
            row.getStatusReason(),
            row.getAttempt(),
            row.getService(),
            row.getInstance(),
            row.getProgress() == null ? null : JsonColumns.read(row.getProgress(), Progress.class),
            row.getProgressSequence(),
            JsonColumns.read(row.getSummary(), SUMMARY),
            row.getFailure() == null ? null : JsonColumns.read(row.getFailure(), Failure.class),
            row.getStoppedEarly(),
            outcome(row.getOutcome()),
            stored,
            row.getStatusSequence(),
            instant(row.getStartedAt()),
            instant(row.getEndedAt()),
            instant(row.getLastContactAt()),
            row.getWaitReason() == null
                ? null
                : JsonColumns.read(row.getWaitReason(), WaitReason.class),
            row.getStop() == null
                ? null
                : JsonColumns.read(row.getStop(), StoredStop.class).toStop(),
            row.getStaleEvents(),
            instant(row.getFirstEventAt()),
            instant(row.getLastEventAt()));
    return new Run(
        new RunId(row.getId()),
        new ProjectId(row.getProjectId()),
        row.getName(),
        spec,
        Arrays.asList(row.getTags()),
        row.getPriority(),
        row.getMaxAttempts(),
        row.getTraceId(),
        Objects.requireNonNull(instant(row.getCreatedAt())),
        new UserId(row.getCreatedBy()),
        state,
        row.getRevision(),
        row.getProjectRevision(),
        instant(row.getArchivedAt()),
        instant(row.getNotesUpdatedAt()));
  }

  private static @Nullable SolveOutcome outcome(@Nullable String word) {
    return word == null ? null : SolveOutcome.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static RunEvent event(RunEventRecord row) {
    return new RunEvent(
        new RunId(row.getRunId()),
        row.getRevision(),
        row.getOrdinal(),
        Objects.requireNonNull(instant(row.getTime())),
        row.getAttempt(),
        RunEventType.valueOf(row.getType().toUpperCase(Locale.ROOT)),
        JsonColumns.read(row.getDetail(), DETAIL));
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
