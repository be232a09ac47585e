package signalbox.application.service;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.ServiceInstance;

/**
 * What the ML services offer, by what the orchestrator last said of them. An algorithm stays in the
 * catalogue while its instances are away: a run may wait for them. Thread-safe.
 */
public final class ServiceCatalogue {
  private final ServiceRepository services;

  public ServiceCatalogue(ServiceRepository services) {
    this.services = services;
  }

  /** In the order of their titles. When instances differ, the one that is up and seen last wins. */
  public List<OfferedAlgorithm> list() {
    Map<String, OfferedAlgorithm> offered = new LinkedHashMap<>();
    List<ServiceInstance> instances =
        services.list().stream()
            .sorted(
                Comparator.comparing(ServiceInstance::up)
                    .thenComparing(ServiceInstance::seenAt)
                    .reversed())
            .toList();
    for (ServiceInstance instance : instances) {
      for (Algorithm algorithm : instance.algorithms()) {
        offered.putIfAbsent(
            algorithm.name(), new OfferedAlgorithm(algorithm, instance.service(), instance.up()));
      }
    }
    return offered.values().stream()
        .sorted(Comparator.comparing(entry -> entry.algorithm().title()))
        .toList();
  }

  public Optional<OfferedAlgorithm> find(String name) {
    return list().stream().filter(entry -> entry.algorithm().name().equals(name)).findFirst();
  }
}
