package signalbox.domain.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one orchestrator's breaker and queue know of an instance.
 *
 * @param failureRate of the calls that the breaker looks at, in [0, 1]; null while there are too
 *     few
 * @param calls how many calls the breaker has in view
 * @param nextProbeAt when an open breaker lets the next call through; null when it is not open
 * @param queued runs of this orchestrator that wait for the service
 * @param running runs of this orchestrator that execute on the instance
 * @param staleEvents events of fenced attempts that were refused since the orchestrator started
 * @param retriesLeft retries that the service's budget allows now
 * @param retryBudget retries that it holds when it is full
 * @param draining it takes no new run
 */
public record ServiceFacts(
    @Nullable Double failureRate,
    int calls,
    int failedCalls,
    @Nullable Instant nextProbeAt,
    int queued,
    int running,
    long staleEvents,
    int retriesLeft,
    int retryBudget,
    boolean draining) {
  /** Nothing is known. */
  public static final ServiceFacts NONE = new ServiceFacts(null, 0, 0, null, 0, 0, 0, 0, 0, false);
}
