package signalbox.application.service;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.service.ServiceInstance;

/** Lists all instances to every signed-in user, as the orchestrator last saw them. */
public final class ListServicesHandler implements Handler<ListServices, List<ServiceInstance>> {
  private final ServiceRepository services;

  public ListServicesHandler(ServiceRepository services) {
    this.services = services;
  }

  @Override
  public List<ServiceInstance> handle(Principal caller, ListServices command) {
    return services.list();
  }
}
