package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.ZoneOffset;
import java.util.UUID;
import org.jooq.JSONB;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Rows that runs refer to. */
public final class PostgresRecords implements Records {
  private final PostgresDatabase database;

  public PostgresRecords(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public ProjectId project() {
    UUID id = TestRuns.IDS.next();
    database
        .sql()
        .insertInto(PROJECT)
        .set(PROJECT.ID, id)
        .set(PROJECT.NAME, "project " + id)
        .set(PROJECT.DESCRIPTION, "")
        .set(PROJECT.CREATED_AT, TestRuns.NOW.atOffset(ZoneOffset.UTC))
        .execute();
    return new ProjectId(id);
  }

  @Override
  public UserId user() {
    UUID id = TestRuns.IDS.next();
    database
        .sql()
        .insertInto(USER_ACCOUNT)
        .set(USER_ACCOUNT.ID, id)
        .set(USER_ACCOUNT.EMAIL, id + "@example.org")
        .set(USER_ACCOUNT.NAME, "user " + id)
        .set(USER_ACCOUNT.PASSWORD_HASH, "none")
        .set(USER_ACCOUNT.ADMINISTRATOR, false)
        .set(USER_ACCOUNT.CREATED_AT, TestRuns.NOW.atOffset(ZoneOffset.UTC))
        .execute();
    return new UserId(id);
  }

  @Override
  public DatasetId dataset(ProjectId project) {
    UUID id = TestRuns.IDS.next();
    database
        .sql()
        .insertInto(DATASET)
        .set(DATASET.ID, id)
        .set(DATASET.PROJECT_ID, project.value())
        .set(DATASET.NAME, "titanic.csv")
        .set(DATASET.FORMAT, "csv")
        .set(DATASET.DELIMITER, ",")
        .set(DATASET.OBJECT_KEY, "datasets/" + id)
        .set(DATASET.SIZE_BYTES, 10L)
        .set(DATASET.SHA256, "ab")
        .set(DATASET.ROW_COUNT, 3L)
        .set(DATASET.COLUMNS, JSONB.jsonb("[]"))
        .set(DATASET.PREVIEW, JSONB.jsonb("{}"))
        .set(DATASET.PROFILE, JSONB.jsonb("{}"))
        .set(DATASET.CREATED_AT, TestRuns.NOW.atOffset(ZoneOffset.UTC))
        .set(DATASET.CREATED_BY, user().value())
        .set(DATASET.FAMILY_ID, id)
        .set(DATASET.SOURCE_SHA256, "ab")
        .execute();
    return new DatasetId(id);
  }
}
