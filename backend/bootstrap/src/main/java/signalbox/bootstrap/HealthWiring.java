package signalbox.bootstrap;

import java.util.List;
import signalbox.application.artifact.ObjectStoreProbe;
import signalbox.application.service.DeadLettersProbe;
import signalbox.application.service.GetQueuesHandler;
import signalbox.application.service.GetSystemHealthHandler;
import signalbox.application.service.ListServicesHandler;
import signalbox.application.service.OrchestratorProbe;
import signalbox.application.service.OutboxProbe;
import signalbox.application.service.PartHealth;
import signalbox.application.service.ServicesProbe;
import signalbox.application.service.SystemCounts;
import signalbox.application.service.SystemHealthCheck;
import signalbox.application.storage.ChoresProbe;
import signalbox.bootstrap.observability.Observability;
import signalbox.infrastructure.kafka.shared.KafkaProbe;
import signalbox.infrastructure.postgres.service.PostgresQueueCounts;
import signalbox.infrastructure.postgres.service.PostgresSystemCounts;
import signalbox.infrastructure.postgres.shared.PostgresProbe;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.service.SystemRoutes;

/** How every part is that the backend depends on. */
final class HealthWiring implements Wiring {
  private final KafkaProbe kafka;
  private final SystemHealthCheck check;
  private final SystemRoutes routes;

  HealthWiring(
      Platform platform,
      ServiceWiring services,
      RunWiring runs,
      StatusWiring statuses,
      NoticeWiring notices) {
    SystemCounts counts = new PostgresSystemCounts(platform.metadata(), services.views());
    kafka = new KafkaProbe(platform.settings().kafkaBootstrap());
    check =
        new SystemHealthCheck(
            List.of(
                new PostgresProbe("metadata", platform.metadata()),
                new PostgresProbe("telemetry", platform.telemetry()),
                kafka,
                new ObjectStoreProbe(platform.objects(), platform::describeObjects),
                new OrchestratorProbe(services.services(), platform.clock()),
                new ServicesProbe(services.views()),
                new OutboxProbe(runs.outboxStore(), runs.relay()::problem, platform.clock()),
                statuses.probe(),
                new DeadLettersProbe(counts),
                new ChoresProbe(platform.chores().repository())),
            platform.version(),
            counts,
            SystemHealthCheck.TIMEOUT);
    Observability observability = platform.observability();
    routes =
        new SystemRoutes(
            observability.handler(
                "GetSystemHealth",
                new GetSystemHealthHandler(
                    check, notices::self, notices.backends(), platform.clock())),
            observability.handler("ListServices", new ListServicesHandler(services.views())),
            observability.handler(
                "GetQueues",
                new GetQueuesHandler(
                    new PostgresQueueCounts(platform.metadata()),
                    services.views(),
                    services.catalogue(),
                    platform.transactions())));
    observability.watch(platform.metadata().pool());
    observability.watch(platform.telemetry().pool());
  }

  /** True when requests can be served. */
  boolean ready() {
    return check.check().state() != PartHealth.State.DOWN;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }

  @Override
  public List<Part> parts() {
    return List.of(new Probes());
  }

  private final class Probes implements Part {
    @Override
    public String name() {
      return "health-probes";
    }

    @Override
    public void start() {
      // They look when they are asked.
    }

    @Override
    public void close() {
      check.close();
      kafka.close();
    }
  }
}
