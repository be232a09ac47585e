package signalbox.bootstrap;

import java.util.List;
import signalbox.application.event.ChangeSignal;
import signalbox.application.service.ListAlgorithmsHandler;
import signalbox.application.service.RecordServices;
import signalbox.application.service.ServiceCatalogue;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceViews;
import signalbox.infrastructure.postgres.service.PostgresServiceRepository;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.service.AlgorithmRoutes;

/** What the ML services offer. */
final class ServiceWiring implements Wiring {
  private final ServiceRepository services;
  private final ServiceViews views;
  private final ServiceCatalogue catalogue;
  private final RecordServices record;
  private final AlgorithmRoutes routes;

  ServiceWiring(Platform platform, ChangeSignal signal) {
    services = new PostgresServiceRepository(platform.metadata());
    views = new ServiceViews(services, platform.clock());
    catalogue = new ServiceCatalogue(services);
    record = new RecordServices(services, platform.transactions(), signal);
    routes =
        new AlgorithmRoutes(
            platform
                .observability()
                .handler("ListAlgorithms", new ListAlgorithmsHandler(catalogue)));
  }

  ServiceRepository services() {
    return services;
  }

  /** Instances over all orchestrators. */
  ServiceViews views() {
    return views;
  }

  ServiceCatalogue catalogue() {
    return catalogue;
  }

  /** Takes what the orchestrator says of instances. */
  RecordServices record() {
    return record;
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(routes);
  }
}
