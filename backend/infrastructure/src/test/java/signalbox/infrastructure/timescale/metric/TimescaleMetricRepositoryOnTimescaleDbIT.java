package signalbox.infrastructure.timescale.metric;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.MetricRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class TimescaleMetricRepositoryOnTimescaleDbIT extends MetricRepositoryContract {
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
  protected MetricRepository metrics() {
    return new TimescaleMetricRepository(database);
  }
}
