package signalbox.infrastructure.postgres.artifact;

import static signalbox.schema.metadata.Tables.ARTIFACT;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ArtifactRecord;

/** Artifacts in PostgreSQL. The cursor of a list is the last name. */
public final class PostgresArtifactRepository implements ArtifactRepository {
  private final PostgresDatabase database;

  public PostgresArtifactRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Artifact> find(RunId run, String name) {
    return database
        .sql()
        .selectFrom(ARTIFACT)
        .where(ARTIFACT.RUN_ID.eq(run.value()))
        .and(ARTIFACT.NAME.eq(name))
        .fetchOptional(PostgresArtifactRepository::artifact);
  }

  @Override
  public void put(Artifact artifact) {
    ArtifactRecord row = new ArtifactRecord();
    row.setRunId(artifact.runId().value());
    row.setName(artifact.name());
    row.setAttempt(artifact.attempt());
    row.setObjectKey(artifact.objectKey());
    row.setContentType(artifact.contentType());
    row.setSizeBytes(artifact.sizeBytes());
    row.setSha256(artifact.sha256());
    row.setRole(artifact.role().name().toLowerCase(Locale.ROOT));
    row.setRevision(artifact.revision());
    row.setCreatedAt(artifact.createdAt().atOffset(ZoneOffset.UTC));
    database
        .sql()
        .insertInto(ARTIFACT)
        .set(row)
        .onConflict(ARTIFACT.RUN_ID, ARTIFACT.NAME)
        .doUpdate()
        .set(row)
        .where(ARTIFACT.ATTEMPT.le(DSL.excluded(ARTIFACT.ATTEMPT)))
        .execute();
  }

  @Override
  public Page<Artifact> list(RunId run, PageRequest page) {
    Condition ofRun = ARTIFACT.RUN_ID.eq(run.value());
    long total = database.sql().fetchCount(ARTIFACT, ofRun);
    List<Artifact> artifacts =
        database
            .sql()
            .selectFrom(ARTIFACT)
            .where(page.cursor() == null ? ofRun : ofRun.and(ARTIFACT.NAME.gt(page.cursor())))
            .orderBy(ARTIFACT.NAME)
            .limit(page.limit() + 1)
            .fetch(PostgresArtifactRepository::artifact);
    if (artifacts.size() <= page.limit()) {
      return new Page<>(artifacts, null, total);
    }
    List<Artifact> shown = artifacts.subList(0, page.limit());
    return new Page<>(shown, shown.getLast().name(), total);
  }

  @Override
  public List<Artifact> changedAfter(RunId run, long revision) {
    return database
        .sql()
        .selectFrom(ARTIFACT)
        .where(ARTIFACT.RUN_ID.eq(run.value()))
        .and(ARTIFACT.REVISION.gt(revision))
        .orderBy(ARTIFACT.REVISION, ARTIFACT.NAME)
        .fetch(PostgresArtifactRepository::artifact);
  }

  private static Artifact artifact(ArtifactRecord row) {
    return new Artifact(
        new RunId(row.getRunId()),
        row.getName(),
        row.getAttempt(),
        row.getObjectKey(),
        row.getContentType(),
        row.getSizeBytes(),
        row.getSha256(),
        ArtifactRole.valueOf(row.getRole().toUpperCase(Locale.ROOT)),
        row.getRevision(),
        row.getCreatedAt().toInstant());
  }
}
