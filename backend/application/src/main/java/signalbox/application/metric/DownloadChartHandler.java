package signalbox.application.metric;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Opens the raw points of a chart to those who may see their runs. */
public final class DownloadChartHandler implements Handler<DownloadChart, ChartDownload> {
  private final VisibleRuns visible;
  private final MetricRepository metrics;

  public DownloadChartHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public ChartDownload handle(Principal caller, DownloadChart command) {
    ChartQuery query = command.query();
    return new ChartDownload(
        query, ChartSelection.of(query, visible.of(caller, query.runs()), metrics));
  }
}
