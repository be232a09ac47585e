package signalbox.infrastructure.postgres.dataset;

import static signalbox.schema.metadata.Tables.UPLOAD;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.UploadRepository;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Uploads in the table {@code upload}. */
public final class PostgresUploadRepository implements UploadRepository {
  private final PostgresDatabase database;

  public PostgresUploadRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(ResumableUpload upload) {
    database
        .sql()
        .insertInto(UPLOAD)
        .set(UPLOAD.ID, upload.id().value())
        .set(UPLOAD.PROJECT_ID, project(upload))
        .set(UPLOAD.USER_ID, upload.userId().value())
        .set(UPLOAD.FILE_NAME, upload.fileName())
        .set(UPLOAD.FINGERPRINT, upload.fingerprint())
        .set(UPLOAD.SIZE_BYTES, upload.sizeBytes())
        .set(UPLOAD.BYTES_THERE, upload.bytesThere())
        .set(UPLOAD.SHA256, upload.sha256())
        .set(UPLOAD.REFUSAL, refusal(upload))
        .set(UPLOAD.DATASET_ID, dataset(upload))
        .set(UPLOAD.CREATED_AT, time(upload.createdAt()))
        .set(UPLOAD.CHANGED_AT, time(upload.changedAt()))
        .set(UPLOAD.EXPIRES_AT, time(upload.expiresAt()))
        .execute();
  }

  @Override
  public Optional<ResumableUpload> find(UploadId id) {
    return database
        .sql()
        .selectFrom(UPLOAD)
        .where(UPLOAD.ID.eq(id.value()))
        .fetchOptional(PostgresUploadRepository::upload);
  }

  @Override
  public Optional<ResumableUpload> lock(UploadId id) {
    return database
        .sql()
        .selectFrom(UPLOAD)
        .where(UPLOAD.ID.eq(id.value()))
        .forUpdate()
        .fetchOptional(PostgresUploadRepository::upload);
  }

  @Override
  public void update(ResumableUpload upload) {
    database
        .sql()
        .update(UPLOAD)
        .set(UPLOAD.BYTES_THERE, upload.bytesThere())
        .set(UPLOAD.SHA256, upload.sha256())
        .set(UPLOAD.REFUSAL, refusal(upload))
        .set(UPLOAD.DATASET_ID, dataset(upload))
        .set(UPLOAD.CHANGED_AT, time(upload.changedAt()))
        .set(UPLOAD.EXPIRES_AT, time(upload.expiresAt()))
        .where(UPLOAD.ID.eq(upload.id().value()))
        .execute();
  }

  @Override
  public List<ResumableUpload> open(UserId user, @Nullable ProjectId project, int limit) {
    return database
        .sql()
        .selectFrom(UPLOAD)
        .where(UPLOAD.USER_ID.eq(user.value()))
        .and(project == null ? UPLOAD.PROJECT_ID.isNull() : UPLOAD.PROJECT_ID.eq(project.value()))
        .and(UPLOAD.DATASET_ID.isNull())
        .orderBy(UPLOAD.ID.desc())
        .limit(limit)
        .fetch(PostgresUploadRepository::upload);
  }

  @Override
  public int countOpen(UserId user) {
    return database
        .sql()
        .fetchCount(UPLOAD, UPLOAD.USER_ID.eq(user.value()).and(UPLOAD.DATASET_ID.isNull()));
  }

  @Override
  public List<UploadId> expired(Instant now, int limit) {
    return database
        .sql()
        .select(UPLOAD.ID)
        .from(UPLOAD)
        .where(UPLOAD.EXPIRES_AT.le(time(now)))
        .orderBy(UPLOAD.EXPIRES_AT)
        .limit(limit)
        .fetch(row -> new UploadId(row.value1()));
  }

  @Override
  public List<UploadId> all() {
    return database.sql().select(UPLOAD.ID).from(UPLOAD).fetch(row -> new UploadId(row.value1()));
  }

  @Override
  public boolean delete(UploadId id) {
    return database.sql().deleteFrom(UPLOAD).where(UPLOAD.ID.eq(id.value())).execute() > 0;
  }

  private static @Nullable JSONB refusal(ResumableUpload upload) {
    ResumableUpload.Refusal refusal = upload.refusal();
    return refusal == null ? null : JsonColumns.write(refusal);
  }

  private static @Nullable UUID project(ResumableUpload upload) {
    ProjectId project = upload.projectId();
    return project == null ? null : project.value();
  }

  private static @Nullable UUID dataset(ResumableUpload upload) {
    DatasetId dataset = upload.dataset();
    return dataset == null ? null : dataset.value();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static ResumableUpload upload(Record row) {
    @Nullable JSONB refusal = row.get(UPLOAD.REFUSAL);
    @Nullable UUID project = row.get(UPLOAD.PROJECT_ID);
    @Nullable UUID dataset = row.get(UPLOAD.DATASET_ID);
    return new ResumableUpload(
        new UploadId(row.get(UPLOAD.ID)),
        project == null ? null : new ProjectId(project),
        new UserId(row.get(UPLOAD.USER_ID)),
        row.get(UPLOAD.FILE_NAME),
        row.get(UPLOAD.FINGERPRINT),
        row.get(UPLOAD.SIZE_BYTES),
        row.get(UPLOAD.BYTES_THERE),
        row.get(UPLOAD.SHA256),
        refusal == null ? null : JsonColumns.read(refusal, ResumableUpload.Refusal.class),
        dataset == null ? null : new DatasetId(dataset),
        row.get(UPLOAD.CREATED_AT).toInstant(),
        row.get(UPLOAD.CHANGED_AT).toInstant(),
        row.get(UPLOAD.EXPIRES_AT).toInstant());
  }
}
