package signalbox.application.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signalbox.domain.service.ServiceFacts;
import signalbox.domain.service.ServiceInstance;

/** Makes one view of an instance from what several orchestrators say of it. Thread-safe. */
public final class ServiceViews {
  /** Who has not spoken for so long does not count. */
  public static final Duration LATELY = Duration.ofSeconds(30);

  private final ServiceRepository services;
  private final InstantSource clock;

  public ServiceViews(ServiceRepository services, InstantSource clock) {
    this.services = services;
    this.clock = clock;
  }

  /** All, in the order of service and instance. */
  public List<ServiceView> list() {
    return of(services.list(), clock.instant());
  }

  /** Those of the named instances, from what all orchestrators say. */
  public List<ServiceView> of(Set<String> instances) {
    return list().stream().filter(view -> instances.contains(view.worst().instance())).toList();
  }

  static List<ServiceView> of(List<ServiceInstance> words, Instant now) {
    Map<String, List<ServiceInstance>> byInstance = new LinkedHashMap<>();
    for (ServiceInstance word : words) {
      byInstance.computeIfAbsent(word.instance(), _ -> new ArrayList<>()).add(word);
    }
    return byInstance.values().stream()
        .map(all -> view(all, now))
        .sorted(
            Comparator.comparing((ServiceView view) -> view.worst().service())
                .thenComparing(view -> view.worst().instance()))
        .toList();
  }

  private static ServiceView view(List<ServiceInstance> all, Instant now) {
    Instant limit = now.minus(LATELY);
    List<ServiceInstance> lately =
        all.stream().filter(word -> word.seenAt().isAfter(limit)).toList();
    if (lately.isEmpty()) {
      ServiceInstance newest =
          all.stream().max(Comparator.comparing(ServiceInstance::seenAt)).orElseThrow();
      return new ServiceView(
          newest,
          ServiceView.State.UNKNOWN,
          "No orchestrator has spoken of it for 30 s or more.",
          List.of(),
          0,
          0,
          newest.facts().staleEvents());
    }
    ServiceInstance worst =
        lately.stream()
            .max(Comparator.comparing(ServiceViews::state).thenComparing(ServiceInstance::seenAt))
            .orElseThrow();
    return new ServiceView(
        worst,
        state(worst),
        sentence(worst),
        lately.stream()
            .map(ServiceInstance::orchestrator)
            .filter(name -> !name.isEmpty())
            .sorted()
            .toList(),
        lately.stream().mapToInt(word -> word.facts().queued()).sum(),
        lately.stream().mapToInt(word -> word.facts().running()).sum(),
        lately.stream().mapToLong(word -> word.facts().staleEvents()).sum());
  }

  private static ServiceView.State state(ServiceInstance word) {
    if (!word.up()) {
      return ServiceView.State.DOWN;
    }
    return switch (word.breakerState()) {
      case "open" -> ServiceView.State.PAUSED;
      case "half-open" -> ServiceView.State.PROBING;
      default -> word.facts().draining() ? ServiceView.State.DRAINING : ServiceView.State.UP;
    };
  }

  private static String sentence(ServiceInstance word) {
    ServiceFacts facts = word.facts();
    String calls =
        facts.calls() == 0
            ? "too many calls failed"
            : facts.failedCalls() + " of the last " + facts.calls() + " calls failed";
    return switch (state(word)) {
      case UP ->
          word.slotsInUse() >= word.slots() && word.slots() > 0
              ? "It works; all its slots are in use."
              : "It works.";
      case DRAINING -> "It finishes what it has and takes no new run.";
      case PAUSED -> "Paused: " + calls + ". Runs wait until a probe succeeds.";
      case PROBING -> "It is tried again: " + calls + " before.";
      case DOWN -> "It does not answer.";
      case UNKNOWN -> "Nobody has spoken of it lately.";
    };
  }
}
