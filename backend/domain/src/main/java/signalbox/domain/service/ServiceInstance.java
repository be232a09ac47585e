package signalbox.domain.service;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instance of an ML service, as one orchestrator last saw it.
 *
 * @param instance its address
 * @param instanceId fresh for each start of the process
 * @param up false when it does not answer
 * @param breakerState {@code closed}, {@code open} or {@code half-open}
 * @param algorithms what it offered when it last answered
 * @param seenAt when the orchestrator last asked
 * @param orchestrator who says so: each has breakers of its own; empty when it does not tell
 * @param facts what its breaker and its queue know
 */
public record ServiceInstance(
    String service,
    String instance,
    String version,
    String instanceId,
    boolean up,
    int slots,
    int slotsInUse,
    String breakerState,
    @Nullable String lastError,
    List<Algorithm> algorithms,
    Instant seenAt,
    String orchestrator,
    ServiceFacts facts) {
  public ServiceInstance {
    algorithms = List.copyOf(algorithms);
  }

  /** Without a word on breaker and queue. */
  public ServiceInstance(
      String service,
      String instance,
      String version,
      String instanceId,
      boolean up,
      int slots,
      int slotsInUse,
      String breakerState,
      @Nullable String lastError,
      List<Algorithm> algorithms,
      Instant seenAt) {
    this(
        service,
        instance,
        version,
        instanceId,
        up,
        slots,
        slotsInUse,
        breakerState,
        lastError,
        algorithms,
        seenAt,
        "",
        ServiceFacts.NONE);
  }

  /**
   * This word on an instance, with what an earlier one told and this one cannot: an instance that
   * does not answer keeps the service, version and algorithms that it last had.
   */
  public ServiceInstance upholding(ServiceInstance before) {
    if (up) {
      return this;
    }
    return new ServiceInstance(
        service.isEmpty() ? before.service : service,
        instance,
        version.isEmpty() ? before.version : version,
        instanceId.isEmpty() ? before.instanceId : instanceId,
        false,
        slots == 0 ? before.slots : slots,
        slotsInUse,
        breakerState,
        lastError,
        algorithms.isEmpty() ? before.algorithms : algorithms,
        seenAt,
        orchestrator,
        facts);
  }
}
