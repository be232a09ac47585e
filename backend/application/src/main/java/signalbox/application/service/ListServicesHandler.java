package signalbox.application.service;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Lists all instances to every signed-in user, over all orchestrators. */
public final class ListServicesHandler implements Handler<ListServices, List<ServiceView>> {
  private final ServiceViews services;

  public ListServicesHandler(ServiceViews services) {
    this.services = services;
  }

  @Override
  public List<ServiceView> handle(Principal caller, ListServices command) {
    return services.list();
  }
}
