package signalbox.infrastructure.timescale.log;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.log.LogRepository;
import signalbox.application.log.LogRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class TimescaleLogRepositoryIT extends LogRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected LogRepository logs() {
    return new TimescaleLogRepository(DATABASE);
  }
}
