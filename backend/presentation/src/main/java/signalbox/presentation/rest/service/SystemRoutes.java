package signalbox.presentation.rest.service;

import java.util.List;
import java.util.function.Function;
import signalbox.application.service.GetSystemHealth;
import signalbox.application.service.ListServices;
import signalbox.application.service.SystemHealth;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.service.ServiceInstance;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;

/** {@code /system/health} and {@code /system/services}. */
public final class SystemRoutes implements RouteGroup {
  private final Handler<GetSystemHealth, SystemHealth> getHealth;
  private final Handler<ListServices, List<ServiceInstance>> listServices;
  private final Function<ServiceInstance, Object> serviceBody;

  /**
   * @param serviceBody what JSON is to be made of an instance
   */
  public SystemRoutes(
      Handler<GetSystemHealth, SystemHealth> getHealth,
      Handler<ListServices, List<ServiceInstance>> listServices,
      Function<ServiceInstance, Object> serviceBody) {
    this.getHealth = getHealth;
    this.listServices = listServices;
    this.serviceBody = serviceBody;
  }

  @Override
  public void addTo(Router router) {
    router.get(
        "/system/health",
        Access.SIGNED_IN,
        request ->
            request.json(
                200,
                SystemHealthBody.of(getHealth.handle(request.principal(), new GetSystemHealth()))));
    router.get(
        "/system/services",
        Access.SIGNED_IN,
        request -> {
          List<ServiceInstance> services =
              listServices.handle(request.principal(), new ListServices());
          request.json(
              200, new Page<>(services.stream().map(serviceBody).toList(), null, services.size()));
        });
  }
}
