package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.StatusHandlers;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.CopyLogCounts;
import signalbox.bootstrap.observability.Observability;

/** Every feature with what it needs of the others, in the order in which they start. */
final class Features {
  private final List<Wiring> wirings;
  private final HealthWiring health;

  Features(Platform platform, IdentityWiring identity) {
    ChangeHub hub = new ChangeHub();
    AccessPolicy access = identity.access();
    Observability observability = platform.observability();
    DatasetWiring datasets = new DatasetWiring(platform, identity);
    ModelWiring models = new ModelWiring(platform, access);
    ServiceWiring services = new ServiceWiring(platform, hub);
    CopyLogCounts logCounts = RunTableWiring.logCounts(platform, hub);
    LogIntakeWiring logIntake = new LogIntakeWiring(platform, logCounts);
    NotificationWiring notifications = new NotificationWiring(platform, identity, hub);
    RunWiring runs =
        new RunWiring(
            platform,
            access,
            datasets.datasets(),
            datasets.targetChecks(),
            models,
            services,
            hub,
            observability.currentTrace(),
            logIntake.outputs(),
            notifications.onStatus());
    StudyWiring studies = new StudyWiring(platform, access, services, runs, hub);
    LogRepairWiring logRepair =
        new LogRepairWiring(platform, logIntake, runs.resendCommands(), hub);
    MetricWiring metrics = new MetricWiring(platform, access, runs, hub);
    LogReadWiring logs = new LogReadWiring(platform, access, runs, logIntake.recent(), hub);
    PredictionWiring predictions =
        new PredictionWiring(platform, access, models, runs, datasets.upload());
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
            observability.traceSpans());
    ProjectWiring projects = new ProjectWiring(platform, identity, runs, hub);
    health = new HealthWiring(platform, services, runs, statuses);
    ChannelMetrics.watch(observability, runs, statuses.consumer(), platform.clock());
    wirings =
        List.of(
            identity,
            projects,
            datasets,
            models,
            services,
            runs,
            new RunTableWiring(platform, access, runs, metrics.metrics(), logCounts, hub),
            metrics,
            logIntake,
            logRepair,
            logs,
            predictions,
            studies,
            notifications,
            health,
            statuses,
            new DeadLetterWiring(platform, access, runs),
            new TransferWiring(
                platform,
                identity,
                projects,
                datasets,
                models,
                runs,
                metrics.metrics(),
                logIntake.logs()),
            new WatchWiring(
                platform, runs, datasets.datasets(), models, services, studies, metrics, hub),
            new StreamWiring(
                platform, identity, runs, metrics, services, logs, studies, notifications, hub));
  }

  List<Wiring> wirings() {
    return wirings;
  }

  /** True when requests can be served. */
  boolean ready() {
    return health.ready();
  }
}
