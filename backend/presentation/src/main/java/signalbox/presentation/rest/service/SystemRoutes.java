package signalbox.presentation.rest.service;

import java.util.List;
import signalbox.application.service.GetQueues;
import signalbox.application.service.GetSystemHealth;
import signalbox.application.service.ListServices;
import signalbox.application.service.Queues;
import signalbox.application.service.ServiceView;
import signalbox.application.service.SystemOverview;
import signalbox.application.shared.Handler;
import signalbox.presentation.rest.Access;
import signalbox.presentation.rest.RouteGroup;
import signalbox.presentation.rest.Router;
import signalbox.presentation.view.PageJson;
import signalbox.presentation.view.ServiceInstanceJson;

/** {@code /system/health}, {@code /system/services} and {@code /system/queues}. */
public final class SystemRoutes implements RouteGroup {
  private final Handler<GetSystemHealth, SystemOverview> getHealth;
  private final Handler<ListServices, List<ServiceView>> listServices;
  private final Handler<GetQueues, Queues> getQueues;

  public SystemRoutes(
      Handler<GetSystemHealth, SystemOverview> getHealth,
      Handler<ListServices, List<ServiceView>> listServices,
      Handler<GetQueues, Queues> getQueues) {
    this.getHealth = getHealth;
    this.listServices = listServices;
    this.getQueues = getQueues;
  }

  @Override
  public void addTo(Router router) {
    router
        .get(
            "/system/health",
            Access.SIGNED_IN,
            request ->
                request.json(
                    200,
                    SystemHealthBody.of(
                        getHealth.handle(request.principal(), new GetSystemHealth()))))
        .get(
            "/system/services",
            Access.SIGNED_IN,
            request ->
                request.json(
                    200,
                    PageJson.whole(
                        listServices.handle(request.principal(), new ListServices()),
                        ServiceInstanceJson::of)))
        .get(
            "/system/queues",
            Access.SIGNED_IN,
            request ->
                request.json(
                    200, QueuesBody.of(getQueues.handle(request.principal(), new GetQueues()))));
  }
}
