package signalbox.orchestrator.service.grpc;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one instance: opens after 5 failures in a row or when half of the last 20
 * calls failed, stays open for 10 s, then lets 2 probes through. Work is let through while it is
 * closed; probes are {@code Describe} calls, so no run and no prediction is put at risk.
 * Thread-safe.
 */
final class Breaker {
  static final List<String> STATES = List.of("closed", "open", "half-open");
  static final int IN_A_ROW = 5;
  static final int WINDOW = 20;
  static final int PROBES = 2;
  static final Duration OPEN_FOR = Duration.ofSeconds(10);

  private final CircuitBreaker circuit;
  private final Clock clock;
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile @Nullable Instant probeAt;

  /** What the breaker has in view. */
  record Numbers(double failureRate, int calls, int failedCalls) {}

  /**
   * @param changed called when its state has changed; must not block
   */
  Breaker(String name, Clock clock, Runnable changed) {
    this.clock = clock;
    this.circuit =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(WINDOW)
                .failureRateThreshold(50)
                .waitDurationInOpenState(OPEN_FOR)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .maxWaitDurationInHalfOpenState(Duration.ofSeconds(30))
                .build());
    circuit
        .getEventPublisher()
        .onStateTransition(event -> {
          boolean opens = event.getStateTransition().getToState() == CircuitBreaker.State.OPEN;
          probeAt = opens ? clock.instant().plus(OPEN_FOR) : null;
          failuresInARow.set(0);
          changed.run();
        });
  }

  /** True when work may be sent; the caller then reports how it ended. */
  boolean permits() {
    return circuit.getState() == CircuitBreaker.State.CLOSED && circuit.tryAcquirePermission();
  }

  /** True when a probe may be sent; the caller then reports how it ended. */
  boolean permitsProbe() {
    return circuit.tryAcquirePermission();
  }

  /** The instance has proven otherwise that it is there: probes need not wait any longer. */
  void probeNow() {
    if (circuit.getState() == CircuitBreaker.State.OPEN) {
      circuit.transitionToHalfOpenState();
    }
  }

  /** True while probes decide. */
  boolean halfOpen() {
    return circuit.getState() == CircuitBreaker.State.HALF_OPEN;
  }

  /** What is known of the calls; the rate is negative while there are too few. */
  Numbers numbers() {
    CircuitBreaker.Metrics metrics = circuit.getMetrics();
    float rate = metrics.getFailureRate();
    return new Numbers(
        rate < 0 ? -1 : rate / 100.0,
        metrics.getNumberOfBufferedCalls(),
        metrics.getNumberOfFailedCalls());
  }

  void succeeded() {
    failuresInARow.set(0);
    circuit.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  void failed(Throwable failure) {
    circuit.onError(0, TimeUnit.NANOSECONDS, failure);
    if (failuresInARow.incrementAndGet() >= IN_A_ROW
        && circuit.getState() == CircuitBreaker.State.CLOSED) {
      circuit.transitionToOpenState();
    }
  }

  /** True while no call is let through. */
  boolean open() {
    Instant probe = probeAt;
    return circuit.getState() == CircuitBreaker.State.OPEN
        && probe != null
        && clock.instant().isBefore(probe);
  }

  /** When the next probe is let through, while it is open. */
  @Nullable Instant probeAt() {
    return probeAt;
  }

  /** {@code closed}, {@code open} or {@code half-open}. */
  String state() {
    return switch (circuit.getState()) {
      case OPEN, FORCED_OPEN -> open() ? "open" : "half-open";
      case HALF_OPEN -> "half-open";
      case CLOSED, DISABLED, METRICS_ONLY -> "closed";
    };
  }

  /** True for an answer that says that the instance itself is not well. */
  static boolean counts(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS -> true;
      case OK,
          CANCELLED,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          false;
    };
  }
}
