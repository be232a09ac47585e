package signalbox.infrastructure.timescale.storage;

import org.junit.jupiter.api.AfterEach;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class TimescaleLogHoldingsIT extends LogHoldingsContract {
  private final PostgresDatabase database = TestDatabases.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  PostgresDatabase database() {
    return database;
  }
}
