package signalbox.orchestrator.service.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.Algorithm;
import signalbox.ml.v1.DescribeRequest;
import signalbox.ml.v1.DescribeResponse;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.orchestrator.core.InstanceView;

/**
 * One instance of an ML service: its channel, its circuit breaker and what it last said of itself.
 * It is asked every 2 s; failures are asked again sooner, then up to every 5 s. While the circuit
 * is open it is not asked at all; then two questions in a row are the probes. Thread-safe.
 */
public final class MlInstance implements AutoCloseable {
  static final Duration DESCRIBE_DEADLINE = Duration.ofSeconds(2);
  static final Duration DESCRIBE_EVERY = Duration.ofSeconds(2);
  static final Duration DESCRIBE_BACKOFF = Duration.ofMillis(250);
  static final Duration DESCRIBE_BACKOFF_MAX = Duration.ofSeconds(5);

  /** The words for the state of a circuit breaker. */
  public static final List<String> BREAKER_STATES = Breaker.STATES;

  private static final Duration PROBE_AGAIN = Duration.ofMillis(100);
  private static final int MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

  private final String address;
  private final ManagedChannel channel;
  private final Breaker breaker;
  private final Clock clock;
  private final ScheduledExecutorService scheduler;
  private final Executor executor;
  private final Consumer<MlInstance> listener;

  private volatile @Nullable DescribeResponse described;
  private volatile boolean answers;
  private volatile boolean asked;
  private volatile String lastError = "";
  private volatile Instant nextDescribe = Instant.EPOCH;
  private volatile boolean closed;

  // Guarded by this.
  private int failures;
  private boolean asking;
  private @Nullable ScheduledFuture<?> pending;

  MlInstance(
      String address,
      Clock clock,
      ScheduledExecutorService scheduler,
      Executor executor,
      MeterRegistry meters,
      Consumer<MlInstance> listener) {
    this.address = address;
    this.clock = clock;
    this.scheduler = scheduler;
    this.executor = executor;
    this.listener = listener;
    this.breaker = new Breaker(address, clock, () -> executor.execute(() -> listener.accept(this)));
    this.channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(false)
            // Whoever calls decides about another try; a second layer would multiply it.
            .disableRetry()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .intercept(new CallTimes(address, meters))
            .executor(executor)
            .build();
  }

  void start() {
    scheduler.execute(this::describe);
  }

  private synchronized void describe() {
    if (closed || asking) {
      return;
    }
    if (!breaker.permitsProbe()) {
      next(untilProbe());
      return;
    }
    asking = true;
    if (!answers) {
      // The channel's own pause between two tries to connect grows far beyond ours.
      channel.resetConnectBackoff();
    }
    ListenableFuture<DescribeResponse> answer =
        MlServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(DESCRIBE_DEADLINE)
            .describe(DescribeRequest.getDefaultInstance());
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(DescribeResponse response) {
            heard(response);
          }

          @Override
          public void onFailure(Throwable failure) {
            silent(failure);
          }
        },
        executor);
  }

  private Duration untilProbe() {
    Instant probe = breaker.probeAt();
    Duration left = probe == null ? Duration.ZERO : Duration.between(clock.instant(), probe);
    return left.compareTo(PROBE_AGAIN) < 0 ? PROBE_AGAIN : left;
  }

  private void heard(DescribeResponse response) {
    synchronized (this) {
      asking = false;
      described = response;
      answers = true;
      asked = true;
      lastError = "";
      failures = 0;
      // While work flows, its own outcome counts: an instance that only describes itself well is
      // not well.
      if (breaker.halfOpen()) {
        breaker.succeeded();
      }
      next(breaker.halfOpen() ? Duration.ZERO : DESCRIBE_EVERY);
    }
    listener.accept(this);
  }

  private void silent(Throwable failure) {
    synchronized (this) {
      asking = false;
      answers = false;
      asked = true;
      Status status = Status.fromThrowable(failure);
      lastError = reason(status);
      if (breaker.halfOpen() || (described != null && Breaker.counts(status.getCode()))) {
        // One that was never there is awaited, not given up.
        breaker.failed(failure);
      }
      long pause = DESCRIBE_BACKOFF.toMillis() << Math.min(10, failures++);
      next(
          breaker.open()
              ? untilProbe()
              : Duration.ofMillis(Math.min(pause, DESCRIBE_BACKOFF_MAX.toMillis())));
    }
    listener.accept(this);
  }

  private synchronized void next(Duration pause) {
    ScheduledFuture<?> before = pending;
    if (before != null) {
      before.cancel(false);
    }
    if (closed || scheduler.isShutdown()) {
      return;
    }
    nextDescribe = clock.instant().plus(pause);
    pending = scheduler.schedule(this::describe, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * A call found nobody at the address: nothing is offered to it until it describes itself again.
   */
  void unreachable(String reason) {
    synchronized (this) {
      answers = false;
      lastError = reason;
    }
    listener.accept(this);
  }

  /** A stream has had its first answer: the instance is there. */
  void reached() {
    if (breaker.permits()) {
      breaker.succeeded();
    } else {
      breaker.probeNow();
      next(Duration.ZERO);
    }
  }

  String address() {
    return address;
  }

  ManagedChannel channel() {
    return channel;
  }

  Breaker breaker() {
    return breaker;
  }

  /** True once it has answered, or failed to, at least once. */
  boolean asked() {
    return asked;
  }

  /** What it last said of itself; empty as long as it has never answered. */
  public @Nullable DescribeResponse described() {
    return described;
  }

  public boolean answers() {
    return answers;
  }

  public String lastError() {
    return lastError;
  }

  /** {@code closed}, {@code open} or {@code half-open}. */
  public String breakerState() {
    return breaker.state();
  }

  Breaker.Numbers numbers() {
    return breaker.numbers();
  }

  /** When it is asked again, while it does not answer or its circuit is open. */
  @Nullable Instant nextProbe() {
    Instant probe = breaker.probeAt();
    if (probe != null) {
      return probe;
    }
    return answers ? null : nextDescribe;
  }

  boolean offers(String algorithm) {
    DescribeResponse response = described;
    return response != null
        && response.getAlgorithmsList().stream().anyMatch(one -> one.getName().equals(algorithm));
  }

  /** True when it offers the algorithm for runs of this kind. */
  boolean offers(String algorithm, String kind) {
    DescribeResponse response = described;
    return response != null
        && response.getAlgorithmsList().stream()
            .anyMatch(one -> one.getName().equals(algorithm) && one.getKindsList().contains(kind));
  }

  /** True while it accepts nothing new because it shuts down. */
  boolean draining() {
    DescribeResponse response = described;
    return response != null && response.getDraining();
  }

  /** What the dispatcher should know now. */
  public InstanceView view() {
    DescribeResponse response = described;
    if (response == null) {
      return new InstanceView(
          "", address, Set.of(), 0, InstanceView.Trouble.NOT_SEEN, nextDescribe);
    }
    Set<String> algorithms =
        response.getAlgorithmsList().stream().map(Algorithm::getName).collect(Collectors.toSet());
    InstanceView.Trouble trouble = InstanceView.Trouble.NONE;
    Instant probe = null;
    if (!answers) {
      trouble = InstanceView.Trouble.DOWN;
      probe = nextDescribe;
    } else if (response.getDraining()) {
      trouble = InstanceView.Trouble.DRAINING;
      probe = nextDescribe;
    } else if (breaker.open()) {
      trouble = InstanceView.Trouble.BREAKER_OPEN;
      probe = breaker.probeAt();
    }
    return new InstanceView(
        response.getService(), address, algorithms, response.getSlots(), trouble, probe);
  }

  static String reason(Status status) {
    String description = status.getDescription();
    return description == null
        ? status.getCode().toString()
        : status.getCode() + ": " + description;
  }

  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
  }
}
