package signalbox.infrastructure.timescale.log;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class TimescaleLogReaderOnTimescaleDbIT extends LogReadingContract {
  @SuppressWarnings("NullAway.Init") // Made before the first test.
  private static PostgresDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabases.freshOnTimescaleDb();
  }

  @AfterAll
  @SuppressWarnings("NullAway") // Null when the tests were skipped.
  static void close() {
    if (database != null) {
      database.close();
    }
  }

  @Override
  PostgresDatabase database() {
    return database;
  }
}
