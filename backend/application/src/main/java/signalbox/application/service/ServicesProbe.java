package signalbox.application.service;

import java.util.List;
import signalbox.domain.service.ServiceInstance;

/** The ML services, as the orchestrator last saw them. */
public final class ServicesProbe implements HealthProbe {
  private final ServiceRepository services;

  public ServicesProbe(ServiceRepository services) {
    this.services = services;
  }

  @Override
  public String part() {
    return "services";
  }

  @Override
  public PartHealth look() {
    List<ServiceInstance> instances = services.list();
    long up = instances.stream().filter(ServiceInstance::up).count();
    if (instances.isEmpty()) {
      return new PartHealth(part(), PartHealth.State.DOWN, "No ML service is known yet.");
    }
    if (up == instances.size()) {
      return new PartHealth(part(), PartHealth.State.UP, null);
    }
    return new PartHealth(
        part(),
        up == 0 ? PartHealth.State.DOWN : PartHealth.State.DEGRADED,
        up + " of " + instances.size() + " instances answer.");
  }
}
