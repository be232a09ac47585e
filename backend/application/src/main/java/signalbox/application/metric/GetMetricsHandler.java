package signalbox.application.metric;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Reads series for a viewer of the run's project. */
public final class GetMetricsHandler implements Handler<GetMetrics, List<MetricSeries>> {
  private final VisibleRuns visible;
  private final MetricRepository metrics;

  public GetMetricsHandler(VisibleRuns visible, MetricRepository metrics) {
    this.visible = visible;
    this.metrics = metrics;
  }

  @Override
  public List<MetricSeries> handle(Principal caller, GetMetrics command) {
    visible.require(caller, command.query().run());
    return metrics.series(command.query());
  }
}
