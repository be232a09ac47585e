package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.metric.DownloadChartHandler;
import signalbox.application.metric.GetMetricsHandler;
import signalbox.application.metric.GetSparklinesHandler;
import signalbox.application.metric.ListChartKeysHandler;
import signalbox.application.metric.ListMetricKeysHandler;
import signalbox.application.metric.MetricRepository;
import signalbox.application.metric.QueryChartHandler;
import signalbox.application.metric.RecordMetrics;
import signalbox.application.metric.VisibleRuns;
import signalbox.application.run.CountStaleEvents;
import signalbox.application.run.FillRunMetrics;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.postgres.run.PostgresMetricBacklog;
import signalbox.infrastructure.postgres.run.PostgresMetricRuns;
import signalbox.infrastructure.timescale.metric.TimescaleMetricRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.metric.ChartRoutes;
import signalbox.presentation.rest.metric.MetricRoutes;

/** Metric points: taken from the channel, read as charts. */
final class MetricWiring implements Wiring {
  private final MetricRepository metrics;
  private final RecordMetrics record;
  private final List<RouteGroup> routes;
  private final List<Part> parts;

  MetricWiring(Platform platform, AccessPolicy access, RunWiring runs, ChangeSignal signal) {
    TimescaleMetricRepository store = new TimescaleMetricRepository(platform.telemetry());
    metrics = store;
    record =
        new RecordMetrics(
            metrics,
            runs.metrics(),
            signal,
            new CountStaleEvents(runs.runs(), platform.transactions(), signal));
    Observability observability = platform.observability();
    VisibleRuns visible = new VisibleRuns(new PostgresMetricRuns(platform.metadata()), access);
    routes =
        List.of(
            new MetricRoutes(
                observability.handler("GetMetrics", new GetMetricsHandler(visible, metrics))),
            new ChartRoutes(
                new ChartRoutes.Handlers(
                    observability.handler("QueryChart", new QueryChartHandler(visible, metrics)),
                    observability.handler(
                        "DownloadChart", new DownloadChartHandler(visible, metrics)),
                    observability.handler(
                        "GetSparklines", new GetSparklinesHandler(visible, metrics)),
                    observability.handler(
                        "ListChartKeys", new ListChartKeysHandler(visible, metrics)),
                    observability.handler(
                        "ListMetricKeys", new ListMetricKeysHandler(visible, metrics))),
                platform.json()));
    parts =
        List.of(
            TimerPart.every(
                FillRunMetrics.BETWEEN,
                "fill-run-metrics",
                new FillRunMetrics(
                    new PostgresMetricBacklog(platform.metadata()),
                    metrics::totals,
                    runs.metrics())));
    CopyMetrics.watch(observability, "metric_segment", store.copies());
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
    return routes;
  }

  @Override
  public List<Part> parts() {
    return parts;
  }
}
