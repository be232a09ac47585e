package signalbox.presentation.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.service.ServiceInstance;

/** An instance of an ML service. */
public record ServiceInstanceJson(
    String service,
    String instance,
    String version,
    boolean up,
    int slots,
    int slotsInUse,
    String breakerState,
    @Nullable String lastError,
    Instant seenAt) {
  public static ServiceInstanceJson of(ServiceInstance instance) {
    return new ServiceInstanceJson(
        instance.service(),
        instance.instance(),
        instance.version(),
        instance.up(),
        instance.slots(),
        instance.slotsInUse(),
        instance.breakerState(),
        instance.lastError(),
        instance.seenAt());
  }
}
