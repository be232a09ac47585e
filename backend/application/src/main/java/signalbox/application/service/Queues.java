package signalbox.application.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What waits and what executes. */
public record Queues(List<ServiceQueue> services, List<QueueCounts.ProjectQueue> projects) {
  public Queues {
    services = List.copyOf(services);
    projects = List.copyOf(projects);
  }

  /**
   * The queue of one ML service.
   *
   * @param service null for runs of which no service is known
   * @param slots of all instances that are up
   * @param waiting waiting runs by the word of their reason, {@code starting_soon} for none
   * @param oldestWait when the first of those that wait was accepted; null when none waits
   */
  public record ServiceQueue(
      @Nullable String service,
      long queued,
      long running,
      int slots,
      int slotsInUse,
      Map<String, Long> waiting,
      @Nullable Instant oldestWait) {
    public ServiceQueue {
      waiting = java.util.Collections.unmodifiableMap(new TreeMap<>(waiting));
    }
  }
}
