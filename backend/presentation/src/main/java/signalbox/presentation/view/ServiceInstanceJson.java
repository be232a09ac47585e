package signalbox.presentation.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.ServiceView;
import signalbox.domain.service.ServiceFacts;
import signalbox.domain.service.ServiceInstance;

/** An instance of an ML service. */
public record ServiceInstanceJson(
    String service,
    String instance,
    String version,
    String instanceId,
    boolean up,
    String state,
    String stateText,
    int slots,
    int slotsInUse,
    String breakerState,
    @Nullable Double failureRate,
    int calls,
    int failedCalls,
    @Nullable Instant nextProbeAt,
    List<String> orchestrators,
    int queued,
    int running,
    long staleEvents,
    int retriesLeft,
    int retryBudget,
    boolean draining,
    @Nullable String lastError,
    Instant seenAt) {
  public static ServiceInstanceJson of(ServiceView view) {
    ServiceInstance worst = view.worst();
    ServiceFacts facts = worst.facts();
    return new ServiceInstanceJson(
        worst.service(),
        worst.instance(),
        worst.version(),
        worst.instanceId(),
        view.up(),
        Words.of(view.state()),
        view.sentence(),
        worst.slots(),
        worst.slotsInUse(),
        worst.breakerState(),
        facts.failureRate(),
        facts.calls(),
        facts.failedCalls(),
        facts.nextProbeAt(),
        view.orchestrators(),
        view.queued(),
        view.running(),
        view.staleEvents(),
        facts.retriesLeft(),
        facts.retryBudget(),
        facts.draining(),
        worst.lastError(),
        worst.seenAt());
  }
}
