package signalbox.infrastructure.postgres.transfer;

import static signalbox.schema.metadata.Tables.PROJECT_IMPORT;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.transfer.ImportRepository;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ProjectImportRecord;

/** Imports in the table {@code project_import}. Rows are taken with {@code SKIP LOCKED}. */
public final class PostgresImportRepository implements ImportRepository {
  /** When those have ended, as it were, that were forgotten while somebody worked on them. */
  private static final OffsetDateTime FORGOTTEN = time(Instant.EPOCH);

  private final PostgresDatabase database;

  public PostgresImportRepository(PostgresDatabase database) {
    this.database = database;
  }

  /** The JSON of {@code project_import.origin}. */
  record StoredOrigin(UUID projectId, String name, Instant exportedAt, String product) {
    static StoredOrigin of(ProjectImport.Origin origin) {
      return new StoredOrigin(
          origin.project().value(), origin.name(), origin.exportedAt(), origin.product());
    }

    ProjectImport.Origin toOrigin() {
      return new ProjectImport.Origin(new ProjectId(projectId), name, exportedAt, product);
    }
  }

  /** The JSON of {@code project_import.refusal}. */
  record StoredRefusal(String code, Map<String, String> arguments) {
    static StoredRefusal of(ProjectImport.Refusal refusal) {
      return new StoredRefusal(refusal.code().code(), refusal.arguments());
    }

    ProjectImport.Refusal toRefusal() {
      for (ErrorCode known : ErrorCode.values()) {
        if (known.code().equals(code)) {
          return new ProjectImport.Refusal(known, arguments);
        }
      }
      return new ProjectImport.Refusal(ErrorCode.INTERNAL, arguments);
    }
  }

  @Override
  public void insert(ProjectImport one) {
    UploadId upload = one.upload();
    ProjectImportRecord row = new ProjectImportRecord();
    row.setId(one.id().value());
    row.setUserId(one.userId().value());
    row.setUploadId(upload == null ? null : upload.value());
    row.setFileName(one.fileName());
    row.setSizeBytes(one.sizeBytes());
    row.setName(one.name());
    row.setState(one.state().word());
    row.setAttempt(one.attempt());
    row.setDoneBytes(one.doneBytes());
    row.setPhaseAt(time(one.phaseAt()));
    row.setCreatedAt(time(one.createdAt()));
    database.sql().insertInto(PROJECT_IMPORT).set(row).execute();
  }

  @Override
  public Optional<ProjectImport> find(ImportId id) {
    return database
        .sql()
        .selectFrom(PROJECT_IMPORT)
        .where(PROJECT_IMPORT.ID.eq(id.value()))
        .and(remembered())
        .fetchOptional(PostgresImportRepository::item);
  }

  @Override
  public Optional<ProjectImport> findByUpload(UploadId upload) {
    return database
        .sql()
        .selectFrom(PROJECT_IMPORT)
        .where(PROJECT_IMPORT.UPLOAD_ID.eq(upload.value()))
        .and(active().or(PROJECT_IMPORT.STATE.eq(ImportState.DONE.word())))
        .orderBy(PROJECT_IMPORT.ID.desc())
        .limit(1)
        .fetchOptional(PostgresImportRepository::item);
  }

  @Override
  public List<ProjectImport> list(UserId user, int limit) {
    return database
        .sql()
        .selectFrom(PROJECT_IMPORT)
        .where(PROJECT_IMPORT.USER_ID.eq(user.value()))
        .and(remembered())
        .orderBy(PROJECT_IMPORT.ID.desc())
        .limit(limit)
        .fetch(PostgresImportRepository::item);
  }

  @Override
  public Optional<ProjectImport> claim(
      Collection<UploadId> here, Instant now, Instant leasedUntil) {
    if (here.isEmpty()) {
      return Optional.empty();
    }
    Optional<UUID> next =
        database
            .sql()
            .select(PROJECT_IMPORT.ID)
            .from(PROJECT_IMPORT)
            .where(active())
            .and(free(now))
            .and(
                PROJECT_IMPORT.UPLOAD_ID.eq(
                    DSL.any(here.stream().map(UploadId::value).toArray(UUID[]::new))))
            .orderBy(PROJECT_IMPORT.ID)
            .limit(1)
            .forUpdate()
            .skipLocked()
            .fetchOptional(PROJECT_IMPORT.ID);
    return next.map(id ->
        database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, ImportState.CHECKING.word())
            .set(PROJECT_IMPORT.ATTEMPT, PROJECT_IMPORT.ATTEMPT.plus(1))
            .set(PROJECT_IMPORT.DONE_BYTES, 0L)
            .set(PROJECT_IMPORT.PHASE_AT, time(now))
            .set(PROJECT_IMPORT.LEASED_UNTIL, time(leasedUntil))
            .where(PROJECT_IMPORT.ID.eq(id))
            .returning()
            .fetchSingle(PostgresImportRepository::item));
  }

  @Override
  public List<ProjectImport> withoutUpload(Instant now, int limit) {
    return database
        .sql()
        .selectFrom(PROJECT_IMPORT)
        .where(active())
        .and(free(now))
        .and(PROJECT_IMPORT.UPLOAD_ID.isNull())
        .orderBy(PROJECT_IMPORT.ID)
        .limit(limit)
        .fetch(PostgresImportRepository::item);
  }

  @Override
  public boolean keep(ImportId id, int attempt, long doneBytes, Instant leasedUntil) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.DONE_BYTES, doneBytes)
            .set(PROJECT_IMPORT.LEASED_UNTIL, time(leasedUntil))
            .where(mine(id, attempt))
            .execute()
        == 1;
  }

  @Override
  public boolean enter(ImportId id, int attempt, ImportState state, Instant now) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, state.word())
            .set(PROJECT_IMPORT.DONE_BYTES, 0L)
            .set(PROJECT_IMPORT.PHASE_AT, time(now))
            .where(mine(id, attempt))
            .execute()
        == 1;
  }

  @Override
  public void learn(ImportId id, int attempt, ProjectImport.Origin origin, TransferCounts content) {
    database
        .sql()
        .update(PROJECT_IMPORT)
        .set(PROJECT_IMPORT.ORIGIN, JsonColumns.write(StoredOrigin.of(origin)))
        .set(PROJECT_IMPORT.CONTENT, JsonColumns.write(content))
        .where(mine(id, attempt))
        .execute();
  }

  @Override
  public boolean putOff(ImportId id, int attempt, Instant now, Instant until) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, ImportState.WAITING.word())
            .set(PROJECT_IMPORT.DONE_BYTES, 0L)
            .set(PROJECT_IMPORT.PHASE_AT, time(now))
            .set(PROJECT_IMPORT.LEASED_UNTIL, time(until))
            .where(mine(id, attempt))
            .execute()
        == 1;
  }

  @Override
  public boolean finish(ImportId id, int attempt, ProjectId project, Instant now) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, ImportState.DONE.word())
            .set(PROJECT_IMPORT.PROJECT_ID, project.value())
            .set(PROJECT_IMPORT.ENDED_AT, time(now))
            .setNull(PROJECT_IMPORT.LEASED_UNTIL)
            .where(mine(id, attempt))
            .execute()
        == 1;
  }

  @Override
  public boolean fail(ImportId id, int attempt, ProjectImport.Refusal refusal, Instant now) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, ImportState.FAILED.word())
            .set(PROJECT_IMPORT.REFUSAL, JsonColumns.write(StoredRefusal.of(refusal)))
            .set(PROJECT_IMPORT.ENDED_AT, time(now))
            .setNull(PROJECT_IMPORT.LEASED_UNTIL)
            .where(mine(id, attempt))
            .execute()
        == 1;
  }

  @Override
  public boolean cancel(ImportId id, Instant now) {
    return database
            .sql()
            .update(PROJECT_IMPORT)
            .set(PROJECT_IMPORT.STATE, ImportState.CANCELLED.word())
            .set(PROJECT_IMPORT.ENDED_AT, time(now))
            // Nobody works on one that waits.
            .set(
                PROJECT_IMPORT.LEASED_UNTIL,
                DSL.when(
                    PROJECT_IMPORT.STATE.ne(ImportState.WAITING.word()),
                    PROJECT_IMPORT.LEASED_UNTIL))
            .where(PROJECT_IMPORT.ID.eq(id.value()))
            .and(active())
            .execute()
        == 1;
  }

  /** In this order: whoever is forgetting it meanwhile has either said so, or sees it free. */
  @Override
  public void leave(ImportId id, int attempt) {
    Condition left =
        PROJECT_IMPORT
            .ID
            .eq(id.value())
            .and(PROJECT_IMPORT.ATTEMPT.eq(attempt))
            .and(PROJECT_IMPORT.STATE.eq(ImportState.CANCELLED.word()));
    database
        .sql()
        .update(PROJECT_IMPORT)
        .setNull(PROJECT_IMPORT.LEASED_UNTIL)
        .where(left)
        .execute();
    database
        .sql()
        .deleteFrom(PROJECT_IMPORT)
        .where(left)
        .and(PROJECT_IMPORT.ENDED_AT.eq(FORGOTTEN))
        .execute();
  }

  @Override
  public void forget(ImportId id, Instant now) {
    database
        .sql()
        .update(PROJECT_IMPORT)
        .set(PROJECT_IMPORT.ENDED_AT, FORGOTTEN)
        .where(PROJECT_IMPORT.ID.eq(id.value()))
        .and(DSL.not(active()))
        .execute();
    database
        .sql()
        .deleteFrom(PROJECT_IMPORT)
        .where(PROJECT_IMPORT.ID.eq(id.value()))
        .and(PROJECT_IMPORT.ENDED_AT.eq(FORGOTTEN))
        .and(free(now))
        .execute();
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .deleteFrom(PROJECT_IMPORT)
        .where(
            PROJECT_IMPORT.ID.in(
                DSL.select(PROJECT_IMPORT.ID)
                    .from(PROJECT_IMPORT)
                    .where(PROJECT_IMPORT.ENDED_AT.lt(time(limit)))
                    .and(free(limit))
                    .orderBy(PROJECT_IMPORT.ENDED_AT)
                    .limit(most)))
        .execute();
  }

  /** As the index {@code project_import_active} has it: whoever ends one notes when. */
  private static Condition active() {
    return PROJECT_IMPORT.ENDED_AT.isNull();
  }

  private static Condition remembered() {
    return PROJECT_IMPORT.ENDED_AT.isDistinctFrom(FORGOTTEN);
  }

  private static Condition free(Instant now) {
    return PROJECT_IMPORT.LEASED_UNTIL.isNull().or(PROJECT_IMPORT.LEASED_UNTIL.le(time(now)));
  }

  private static Condition mine(ImportId id, int attempt) {
    return PROJECT_IMPORT.ID.eq(id.value()).and(PROJECT_IMPORT.ATTEMPT.eq(attempt)).and(active());
  }

  private static ProjectImport item(ProjectImportRecord row) {
    @Nullable UUID upload = row.getUploadId();
    @Nullable UUID project = row.getProjectId();
    @Nullable JSONB origin = row.getOrigin();
    @Nullable JSONB content = row.getContent();
    @Nullable JSONB refusal = row.getRefusal();
    return new ProjectImport(
        new ImportId(row.getId()),
        new UserId(row.getUserId()),
        upload == null ? null : new UploadId(upload),
        row.getFileName(),
        row.getSizeBytes(),
        row.getName(),
        ImportState.ofWord(row.getState()),
        row.getAttempt(),
        row.getDoneBytes(),
        row.getPhaseAt().toInstant(),
        origin == null ? null : JsonColumns.read(origin, StoredOrigin.class).toOrigin(),
        content == null ? null : JsonColumns.read(content, TransferCounts.class),
        refusal == null ? null : JsonColumns.read(refusal, StoredRefusal.class).toRefusal(),
        project == null ? null : new ProjectId(project),
        row.getCreatedAt().toInstant(),
        instant(row.getEndedAt()));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
