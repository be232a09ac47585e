package signalbox.application.event;

import signalbox.application.log.LogReported;
import signalbox.application.run.RunReported;
import signalbox.domain.service.ServiceInstance;

/**
 * Who takes which statuses. Of one polled batch, predictions go first, since somebody waits for
 * them, and metrics and logs before runs: when a viewer sees a run end, its points are there.
 */
public record StatusHandlers(
    StatusHandler<PredictionAnswered> predictions,
    StatusHandler<MetricsReported> metrics,
    StatusHandler<LogReported> logs,
    StatusHandler<RunReported> runs,
    StatusHandler<ServiceInstance> services) {}
