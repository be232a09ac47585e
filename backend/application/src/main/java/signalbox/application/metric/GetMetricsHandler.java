package signalbox.application.metric;

import java.util.List;
import signalbox.application.run.RunAccess;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Reads series for a viewer of the run's project. */
public final class GetMetricsHandler implements Handler<GetMetrics, List<MetricSeries>> {
  private final RunAccess access;
  private final MetricRepository metrics;

  public GetMetricsHandler(RunAccess access, MetricRepository metrics) {
    this.access = access;
    this.metrics = metrics;
  }

  @Override
  public List<MetricSeries> handle(Principal caller, GetMetrics command) {
    access.require(caller, command.query().run(), Role.VIEWER);
    return metrics.series(command.query());
  }
}
