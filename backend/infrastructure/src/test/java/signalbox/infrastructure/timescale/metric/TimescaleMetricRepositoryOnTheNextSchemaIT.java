package signalbox.infrastructure.timescale.metric;

import org.junit.jupiter.api.extension.RegisterExtension;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.MetricRepositoryContract;
import signalbox.infrastructure.postgres.shared.DatabaseOfClass;

class TimescaleMetricRepositoryOnTheNextSchemaIT extends MetricRepositoryContract {
  @RegisterExtension static final DatabaseOfClass DATABASE = DatabaseOfClass.onTheNextSchema();

  @Override
  protected MetricRepository metrics() {
    return new TimescaleMetricRepository(DATABASE.get());
  }
}
