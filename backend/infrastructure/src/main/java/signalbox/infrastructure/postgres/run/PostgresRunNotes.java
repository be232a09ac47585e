package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN_NOTE;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import signalbox.application.run.Notes;
import signalbox.application.run.RunNotes;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Notes in a table of their own, so that lists of runs do not read them. */
public final class PostgresRunNotes implements RunNotes {
  private final PostgresDatabase database;

  public PostgresRunNotes(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Notes> find(RunId run) {
    return database
        .sql()
        .selectFrom(RUN_NOTE)
        .where(RUN_NOTE.RUN_ID.eq(run.value()))
        .fetchOptional(row ->
            new Notes(
                row.getText(), row.getUpdatedAt().toInstant(), new UserId(row.getUpdatedBy())));
  }

  @Override
  public void put(RunId run, Notes notes) {
    OffsetDateTime at = notes.updatedAt().atOffset(ZoneOffset.UTC);
    database
        .sql()
        .insertInto(RUN_NOTE)
        .set(RUN_NOTE.RUN_ID, run.value())
        .set(RUN_NOTE.TEXT, notes.text())
        .set(RUN_NOTE.UPDATED_AT, at)
        .set(RUN_NOTE.UPDATED_BY, notes.updatedBy().value())
        .onConflict(RUN_NOTE.RUN_ID)
        .doUpdate()
        .set(RUN_NOTE.TEXT, notes.text())
        .set(RUN_NOTE.UPDATED_AT, at)
        .set(RUN_NOTE.UPDATED_BY, notes.updatedBy().value())
        .execute();
  }

  @Override
  public void remove(RunId run) {
    database.sql().deleteFrom(RUN_NOTE).where(RUN_NOTE.RUN_ID.eq(run.value())).execute();
  }
}
