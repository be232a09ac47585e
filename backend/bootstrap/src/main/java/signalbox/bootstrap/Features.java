package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.StatusHandlers;
import signalbox.application.identity.AccessPolicy;
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
    RunWiring runs =
        new RunWiring(
            platform,
            access,
            datasets.datasets(),
            datasets.targetChecks(),
            models,
            services,
            hub,
            observability.currentTrace());
    MetricWiring metrics = new MetricWiring(platform, access, runs, hub);
    LogReadWiring logs = new LogReadWiring(platform, access, runs, hub);
    PredictionWiring predictions =
        new PredictionWiring(platform, access, models, runs, datasets.upload());
    health = new HealthWiring(platform, services);
    StatusWiring statuses =
        new StatusWiring(
            platform,
            new StatusHandlers(
                predictions.complete(), metrics.record(), runs.record(), services.record()),
            runs.counters(),
            observability.traceSpans());
    ChannelMetrics.watch(observability, runs, statuses.consumer(), platform.clock());
    wirings =
        List.of(
            identity,
            new ProjectWiring(platform, identity, runs),
            datasets,
            models,
            services,
            runs,
            metrics,
            logs,
            predictions,
            health,
            statuses,
            new StreamWiring(platform, identity, runs, metrics, services, logs, hub));
  }

  List<Wiring> wirings() {
    return wirings;
  }

  /** True when requests can be served. */
  boolean ready() {
    return health.ready();
  }
}
