package signalbox.infrastructure.postgres.transfer;

import static signalbox.schema.metadata.Tables.IMPORT_OBJECT;
import static signalbox.schema.metadata.Tables.IMPORT_RUN;
import static signalbox.schema.metadata.Tables.PROJECT_IMPORT;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import signalbox.application.transfer.ImportTraces;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Rows of {@code import_run} and {@code import_object}. One is left over when no import is in the
 * attempt that has written it, and nobody may still be writing: an import that has become a project
 * has taken away the rows of what the project has.
 */
public final class PostgresImportTraces implements ImportTraces {
  private final PostgresDatabase database;

  public PostgresImportTraces(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void noteRun(ImportId id, int attempt, RunId run) {
    database
        .sql()
        .insertInto(IMPORT_RUN)
        .set(IMPORT_RUN.RUN_ID, run.value())
        .set(IMPORT_RUN.IMPORT_ID, id.value())
        .set(IMPORT_RUN.ATTEMPT, attempt)
        .onConflictDoNothing()
        .execute();
  }

  @Override
  public void noteObject(ImportId id, int attempt, String key, long sizeBytes, String sha256) {
    database
        .sql()
        .insertInto(IMPORT_OBJECT)
        .set(IMPORT_OBJECT.OBJECT_KEY, key)
        .set(IMPORT_OBJECT.IMPORT_ID, id.value())
        .set(IMPORT_OBJECT.ATTEMPT, attempt)
        .set(IMPORT_OBJECT.SIZE_BYTES, sizeBytes)
        .set(IMPORT_OBJECT.SHA256, sha256)
        .onConflictDoNothing()
        .execute();
  }

  @Override
  public List<RunId> leftRuns(Instant now, int most) {
    return database
        .sql()
        .select(IMPORT_RUN.RUN_ID)
        .from(IMPORT_RUN)
        .where(left(IMPORT_RUN.IMPORT_ID, IMPORT_RUN.ATTEMPT, now))
        .limit(most)
        .fetch(row -> new RunId(row.value1()));
  }

  @Override
  public List<String> leftObjects(Instant now, int most) {
    return database
        .sql()
        .select(IMPORT_OBJECT.OBJECT_KEY)
        .from(IMPORT_OBJECT)
        .where(left(IMPORT_OBJECT.IMPORT_ID, IMPORT_OBJECT.ATTEMPT, now))
        .limit(most)
        .fetch(IMPORT_OBJECT.OBJECT_KEY);
  }

  @Override
  public void forgetRuns(List<RunId> runs) {
    database
        .sql()
        .deleteFrom(IMPORT_RUN)
        .where(IMPORT_RUN.RUN_ID.eq(DSL.any(runs.stream().map(RunId::value).toArray(UUID[]::new))))
        .execute();
  }

  @Override
  public void forgetObjects(List<String> keys) {
    database
        .sql()
        .deleteFrom(IMPORT_OBJECT)
        .where(IMPORT_OBJECT.OBJECT_KEY.eq(DSL.any(keys.toArray(String[]::new))))
        .execute();
  }

  /** An attempt that is over keeps what it has noted until its lease is over, too. */
  private static Condition left(Field<UUID> id, Field<Integer> attempt, Instant now) {
    OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
    return DSL.notExists(
        DSL.selectOne()
            .from(PROJECT_IMPORT)
            .where(PROJECT_IMPORT.ID.eq(id))
            .and(
                PROJECT_IMPORT
                    .ATTEMPT
                    .eq(attempt)
                    .and(PROJECT_IMPORT.ENDED_AT.isNull())
                    .or(PROJECT_IMPORT.LEASED_UNTIL.gt(time))));
  }
}
