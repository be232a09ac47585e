package signalbox.application.service;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.service.ServiceInstance;

/** Services in memory. For one thread. */
public final class InMemoryServiceRepository implements ServiceRepository {
  private final Map<String, Known> instances = new LinkedHashMap<>();
  private long revision;

  @Override
  public void put(ServiceInstance instance) {
    Known before = instances.get(instance.instance());
    if (before == null) {
      instances.put(instance.instance(), new Known(instance, ++revision));
    } else if (!before.instance.seenAt().isAfter(instance.seenAt())) {
      instances.put(
          instance.instance(), new Known(instance.upholding(before.instance), ++revision));
    }
  }

  @Override
  public List<ServiceInstance> list() {
    return instances.values().stream()
        .map(Known::instance)
        .sorted(
            Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::instance))
        .toList();
  }

  @Override
  public long revision() {
    return instances.values().stream().mapToLong(Known::revision).max().orElse(0);
  }

  @Override
  public Changes changedAfter(long after) {
    List<Known> changed =
        instances.values().stream()
            .filter(known -> known.revision > after)
            .sorted(Comparator.comparingLong(Known::revision))
            .toList();
    return new Changes(
        changed.stream().map(Known::instance).toList(),
        changed.isEmpty() ? after : changed.getLast().revision);
  }

  private record Known(ServiceInstance instance, long revision) {}
}
