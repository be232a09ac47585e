package signalbox.application.service;

import java.time.Instant;
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
    String key = key(instance);
    Known before = instances.get(key);
    if (before == null) {
      instances.put(key, new Known(instance, ++revision, false));
    } else if (!before.instance.seenAt().isAfter(instance.seenAt())) {
      instances.put(key, new Known(instance.upholding(before.instance), ++revision, false));
    }
  }

  private static String key(ServiceInstance instance) {
    return instance.instance() + " of " + instance.orchestrator();
  }

  @Override
  public boolean age(Instant limit) {
    List<Known> old =
        instances.values().stream()
            .filter(known -> !known.aged && known.instance.seenAt().isBefore(limit))
            .toList();
    for (Known known : old) {
      instances.put(key(known.instance), new Known(known.instance, ++revision, true));
    }
    return !old.isEmpty();
  }

  @Override
  public int removeBefore(Instant limit) {
    int before = instances.size();
    instances.values().removeIf(known -> known.instance.seenAt().isBefore(limit));
    return before - instances.size();
  }

  @Override
  public List<ServiceInstance> list() {
    return instances.values().stream()
        .map(Known::instance)
        .sorted(
            Comparator.comparing(ServiceInstance::service)
                .thenComparing(ServiceInstance::instance)
                .thenComparing(ServiceInstance::orchestrator))
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

  private record Known(ServiceInstance instance, long revision, boolean aged) {}
}
