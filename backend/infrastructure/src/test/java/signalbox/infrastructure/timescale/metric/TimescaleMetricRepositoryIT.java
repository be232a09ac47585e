package signalbox.infrastructure.timescale.metric;

import org.junit.jupiter.api.AfterAll;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.MetricRepositoryContract;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.infrastructure.postgres.shared.TestDatabases;

class TimescaleMetricRepositoryIT extends MetricRepositoryContract {
  private static final PostgresDatabase DATABASE = TestDatabases.fresh();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Override
  protected MetricRepository metrics() {
    return new TimescaleMetricRepository(DATABASE);
  }
}
