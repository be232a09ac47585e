package signalbox.application.event;

import signalbox.application.log.LogReported;
import signalbox.application.run.RunReported;
import signalbox.application.study.StudyReported;
import signalbox.domain.service.ServiceInstance;

/**
 * Who takes which statuses. Of one polled batch, predictions go first, since somebody waits for
 * them, then studies, whose trials must be there before anything is said of them, and metrics and
 * logs before runs: when a viewer sees a run end, its points are there. What a trial was worth is
 * taken before its run's end, and before that of its study.
 */
public record StatusHandlers(
    StatusHandler<PredictionAnswered> predictions,
    StatusHandler<StudyReported> studies,
    StatusHandler<MetricsReported> metrics,
    StatusHandler<LogReported> logs,
    StatusHandler<RunReported> runs,
    StatusHandler<ServiceInstance> services) {}
