package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.metric.GetMetricsHandler;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.RecordMetrics;
import signalbox.application.run.CountStaleEvents;
import signalbox.application.run.RunAccess;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.metric.MetricRoutes;

/** Metric points: taken from the channel, read as charts. */
final class MetricWiring implements Wiring {
  private final MetricRepository metrics;
  private final RecordMetrics record;
  private final MetricRoutes routes;

  MetricWiring(Platform platform, AccessPolicy access, RunWiring runs, ChangeSignal signal) {
    metrics = new TimescaleMetricRepository(platform.telemetry());
    record =
        new RecordMetrics(
            metrics, signal, new CountStaleEvents(runs.runs(), platform.transactions(), signal));
    Observability observability = platform.observability();
    routes =
        new MetricRoutes(
            observability.handler(
                "GetMetrics", new GetMetricsHandler(new RunAccess(runs.runs(), access), metrics)));
    observability.counter("signalbox.metric.points", "Metric points stored", record::storedPoints);
    observability.counter(
        "signalbox.metric.points.stale",
        "Metric points refused because their attempt is over",
        record::stalePoints);
  }

  MetricRepository metrics() {
    return metrics;
  }

  /** Takes points from the channel. */
  RecordMetrics record() {
    return record;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }
}
