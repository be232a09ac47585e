package signalbox.infrastructure.timescale.storage;

import org.junit.jupiter.api.AfterEach;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

final class TimescaleLogHoldingsOnTimescaleDbIT extends LogHoldingsContract {
  private final PostgresDatabase database = TestDatabases.freshOnTimescaleDb();

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  PostgresDatabase database() {
    return database;
  }
}
