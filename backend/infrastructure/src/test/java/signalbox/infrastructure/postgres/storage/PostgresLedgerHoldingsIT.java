package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.COMMAND_SENT;
import static signalbox.schema.metadata.Tables.RUN_MOMENT;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import signalbox.application.storage.RunHoldings;
import signalbox.application.storage.RunHoldingsContract;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class PostgresLedgerHoldingsIT extends RunHoldingsContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  protected RunHoldings holdings() {
    return new PostgresLedgerHoldings(database);
  }

  /** The first is a moment, the others are commands. */
  @Override
  protected void store(RunId run, int entries) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    database
        .sql()
        .insertInto(RUN_MOMENT)
        .set(RUN_MOMENT.RUN_ID, run.value())
        .set(RUN_MOMENT.COMMITTED_AT, now)
        .execute();
    for (int i = 1; i < entries; i++) {
      database
          .sql()
          .insertInto(COMMAND_SENT)
          .set(COMMAND_SENT.RUN_ID, run.value())
          .set(COMMAND_SENT.COMMAND_ID, UUID.randomUUID())
          .set(COMMAND_SENT.TYPE, "signalbox.command.cancel_run")
          .set(COMMAND_SENT.STORED_AT, now)
          .set(COMMAND_SENT.PUBLISHED_AT, now)
          .set(COMMAND_SENT.TOPIC, "signalbox.commands")
          .set(COMMAND_SENT.PARTITION, 0)
          .set(COMMAND_SENT.OFFSET, (long) i)
          .execute();
    }
  }
}
