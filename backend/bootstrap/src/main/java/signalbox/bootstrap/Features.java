package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.StatusHandlers;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.CopyLogCounts;
import signalbox.application.shared.StoredTraces;
import signalbox.bootstrap.observability.Observability;

/** Every feature with what it needs of the others, in the order in which they start. */
final class Features {
  private final List<Wiring> wirings;
  private final HealthWiring health;

  Features(Platform platform, IdentityWiring identity, NoticeWiring notices) {
    ChangeSignal signal = notices.signal();
    AccessPolicy access = identity.access();
    Observability observability = platform.observability();
    StoredTraces traces = new StoredTraces(observability.traceSpans());
    DatasetWiring datasets = new DatasetWiring(platform, identity);
    ModelWiring models = new ModelWiring(platform, access);
    ServiceWiring services = new ServiceWiring(platform, signal);
    CopyLogCounts logCounts = RunTableWiring.logCounts(platform, signal);
    LogIntakeWiring logIntake = new LogIntakeWiring(platform, logCounts);
    NotificationWiring notifications = new NotificationWiring(platform, identity, signal);
    RunWiring runs =
        new RunWiring(
            platform,
            access,
            datasets.datasets(),
            datasets.targetChecks(),
            models,
            services,
            signal,
            observability.currentTrace(),
            logIntake.outputs(),
            notifications.onStatus());
    StudyWiring studies =
        new StudyWiring(platform, access, services, runs, signal, notifications.onImprovement());
    LogRepairWiring logRepair =
        new LogRepairWiring(platform, logIntake, runs.resendCommands(), notices.backends(), signal);
    MetricWiring metrics = new MetricWiring(platform, access, runs, signal);
    LogReadWiring logs = new LogReadWiring(platform, access, runs, logIntake.recent(), signal);
    PredictionWiring predictions =
        new PredictionWiring(platform, access, models, runs, datasets.upload(), notices);
    StatusWiring statuses =
        new StatusWiring(
            platform,
            new StatusHandlers(
                predictions.complete(),
                studies.record(),
                notifications.metricsAfter(metrics.record()),
                logRepair.record(),
                logRepair.runsAfter(runs.record()),
                logRepair.servicesAfter(services.record())),
            runs.counters(),
            traces);
    ProjectWiring projects = new ProjectWiring(platform, identity, runs, signal);
    health = new HealthWiring(platform, services, runs, statuses, notices);
    ChannelMetrics.watch(observability, runs, statuses.consumer(), platform.clock());
    StreamWiring stream =
        new StreamWiring(
            platform,
            identity,
            runs,
            metrics,
            services,
            logs,
            studies,
            notifications,
            notices.hub(),
            traces);
    notices.describe(stream::viewers, statuses.consumer()::partitions);
    notices.whenGone(logCounts::backendGone);
    notices.whenGone(logRepair::backendGone);
    wirings =
        List.of(
            identity,
            projects,
            datasets,
            models,
            services,
            runs,
            new RunTableWiring(platform, access, runs, metrics.metrics(), logCounts, signal),
            metrics,
            logIntake,
            logRepair,
            logs,
            predictions,
            studies,
            notifications,
            health,
            statuses,
            new StorageWiring(platform, access, metrics.metrics(), statuses, notices),
            new DeadLetterWiring(platform, access, runs),
            new TransferWiring(
                platform,
                identity,
                projects,
                datasets,
                models,
                runs,
                metrics.metrics(),
                logIntake.logs(),
                notices),
            new WatchWiring(
                platform, runs, datasets.datasets(), models, services, studies, metrics, signal),
            stream,
            // Whoever tells of itself is there.
            notices);
  }

  List<Wiring> wirings() {
    return wirings;
  }

  /** True when requests can be served. */
  boolean ready() {
    return health.ready();
  }
}
