package signalbox.presentation.rest.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import signalbox.application.metric.GetMetrics;
import signalbox.application.metric.MetricQuery;
import signalbox.application.metric.MetricSeries;
import signalbox.application.shared.Handler;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** {@code /runs/{runId}/metrics}. */
public final class MetricRoutes implements RouteGroup {
  private final Handler<GetMetrics, List<MetricSeries>> getMetrics;

  public MetricRoutes(Handler<GetMetrics, List<MetricSeries>> getMetrics) {
    this.getMetrics = getMetrics;
  }

  @Override
  public void addTo(Router router) {
    router.get("/runs/{runId}/metrics", Access.SIGNED_IN, this::get);
  }

  private void get(Request request) {
    Optional<Long> attempt = request.queryLong("attempt", 1, Integer.MAX_VALUE);
    MetricQuery query =
        new MetricQuery(
            new RunId(request.pathUuid("runId")),
            new HashSet<>(request.queries("key")),
            attempt.map(Long::intValue).orElse(null),
            request.queryLong("from", Long.MIN_VALUE, Long.MAX_VALUE).orElse(null),
            request.queryLong("to", Long.MIN_VALUE, Long.MAX_VALUE).orElse(null),
            request
                .queryLong("width", GetMetrics.MIN_WIDTH, GetMetrics.MAX_WIDTH)
                .map(Long::intValue)
                .orElse(GetMetrics.DEFAULT_WIDTH));
    List<MetricSeries> series = getMetrics.handle(request.principal(), new GetMetrics(query));
    request.json(200, new MetricSeriesListBody(series.stream().map(MetricSeriesBody::of).toList()));
  }
}
