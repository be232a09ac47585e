package signalbox.application.metric;

class InMemoryMetricRepositoryTest extends MetricRepositoryContract {
  private final InMemoryMetricRepository metrics = new InMemoryMetricRepository();

  @Override
  protected MetricRepository metrics() {
    return metrics;
  }
}
