package signalbox.application.service;

import java.util.List;

/** The ML services, over all orchestrators. */
public final class ServicesProbe implements HealthProbe {
  private final ServiceViews services;

  public ServicesProbe(ServiceViews services) {
    this.services = services;
  }

  @Override
  public String part() {
    return "services";
  }

  @Override
  public PartHealth look() {
    List<ServiceView> instances = services.list();
    long up = instances.stream().filter(view -> view.state() == ServiceView.State.UP).count();
    if (instances.isEmpty()) {
      return new PartHealth(part(), PartHealth.State.DOWN, "No ML service is known yet.");
    }
    if (up == instances.size()) {
      return new PartHealth(part(), PartHealth.State.UP, null);
    }
    boolean some = instances.stream().anyMatch(ServiceView::up);
    return new PartHealth(
        part(),
        some ? PartHealth.State.DEGRADED : PartHealth.State.DOWN,
        up + " of " + instances.size() + " instances take runs.");
  }
}
