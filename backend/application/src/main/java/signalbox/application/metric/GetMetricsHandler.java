package signalbox.application.metric;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunRepository;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;

/** Reads series for a viewer of the run's project. */
public final class GetMetricsHandler implements Handler<GetMetrics, List<MetricSeries>> {
  private final RunRepository runs;
  private final AccessPolicy policy;
  private final MetricRepository metrics;

  public GetMetricsHandler(RunRepository runs, AccessPolicy policy, MetricRepository metrics) {
    this.runs = runs;
    this.policy = policy;
    this.metrics = metrics;
  }

  @Override
  public List<MetricSeries> handle(Principal caller, GetMetrics command) {
    Run run =
        runs.find(command.query().run())
            .orElseThrow(() ->
                SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", command.query().run()));
    policy.requireRole(caller, run.projectId(), Role.VIEWER);
    return metrics.series(command.query());
  }
}
