package signalbox.presentation.rest.metric;

import java.io.IOException;
import java.util.List;
import signalbox.application.metric.Chart;
import signalbox.application.metric.ChartDownload;
import signalbox.application.metric.ChartKeys;
import signalbox.application.metric.DownloadChart;
import signalbox.application.metric.GetSparklines;
import signalbox.application.metric.KeyPattern;
import signalbox.application.metric.ListChartKeys;
import signalbox.application.metric.ListMetricKeys;
import signalbox.application.metric.MetricKeys;
import signalbox.application.metric.QueryChart;
import signalbox.application.metric.Sparkline;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.Request;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.shared.Json;

/** {@code /charts…} and {@code /runs/{runId}/metrics/keys}: questions too long for an address. */
public final class ChartRoutes implements RouteGroup {
  private static final int MAX_BYTES = 256 * 1024;

  private final Handlers handlers;
  private final Json json;
  private final WrittenCharts written;

  /** The use cases. */
  public record Handlers(
      Handler<QueryChart, Chart> query,
      Handler<DownloadChart, ChartDownload> download,
      Handler<GetSparklines, List<Sparkline>> sparklines,
      Handler<ListChartKeys, ChartKeys> chartKeys,
      Handler<ListMetricKeys, MetricKeys> metricKeys) {}

  public ChartRoutes(Handlers handlers, Json json) {
    this.handlers = handlers;
    this.json = json;
    this.written = new WrittenCharts(json);
  }

  @Override
  public void addTo(Router router) {
    router
        .post("/charts/query", Access.SIGNED_IN, this::query)
        .post("/charts/csv", Access.SIGNED_IN, this::download)
        .post("/charts/sparklines", Access.SIGNED_IN, this::sparklines)
        .post("/charts/keys", Access.SIGNED_IN, this::chartKeys)
        .get("/runs/{runId}/metrics/keys", Access.SIGNED_IN, this::metricKeys);
  }

  private <T> T body(Request request, Class<T> type) throws IOException {
    return json.read(
        request.bodyBytes(
            MAX_BYTES, SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE).safe("limit", "256 KiB")),
        type);
  }

  private void query(Request request) throws IOException {
    QueryChart command = new QueryChart(body(request, ChartQueryBody.class).query());
    Chart chart = handlers.query().handle(request.principal(), command);
    request.bytes(200, "application/json", written.of(chart));
  }

  private void download(Request request) throws IOException {
    DownloadChart command = new DownloadChart(body(request, ChartQueryBody.class).query());
    ChartDownload download = handlers.download().handle(request.principal(), command);
    request.attachment("chart.csv", "text/csv", out -> ChartFile.write(download, out));
  }

  private void sparklines(Request request) throws IOException {
    GetSparklines command = body(request, SparklineBodies.QueryBody.class).query();
    request.json(
        200,
        SparklineBodies.ListBody.of(handlers.sparklines().handle(request.principal(), command)));
  }

  private void chartKeys(Request request) throws IOException {
    ListChartKeys command = body(request, ChartKeysBody.QueryBody.class).query();
    request.json(200, ChartKeysBody.of(handlers.chartKeys().handle(request.principal(), command)));
  }

  private void metricKeys(Request request) {
    ListMetricKeys command =
        new ListMetricKeys(
            new RunId(request.pathUuid("runId")),
            request.queryLong("attempt", 1, Integer.MAX_VALUE).map(Long::intValue).orElse(null),
            request.query("q").map(text -> new KeyPattern("q", text)).orElse(null),
            request
                .queryLong("limit", 1, ListMetricKeys.MAX_LIMIT)
                .map(Long::intValue)
                .orElse(ListMetricKeys.DEFAULT_LIMIT));
    request.json(
        200, MetricKeyListBody.of(handlers.metricKeys().handle(request.principal(), command)));
  }
}
