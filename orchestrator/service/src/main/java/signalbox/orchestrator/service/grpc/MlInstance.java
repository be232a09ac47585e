package signalbox.orchestrator.service.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
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
 * It is asked every 2 s; failures are asked again sooner, then up to every 5 s. Thread-safe.
 */
public final class MlInstance implements AutoCloseable {
  static final Duration DESCRIBE_DEADLINE = Duration.ofSeconds(2);
  static final Duration DESCRIBE_EVERY = Duration.ofSeconds(2);
  static final Duration DESCRIBE_BACKOFF = Duration.ofMillis(250);
  static final Duration DESCRIBE_BACKOFF_MAX = Duration.ofSeconds(5);
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
  private int failures;
  private volatile boolean closed;

  MlInstance(
      String address,
      Clock clock,
      ScheduledExecutorService scheduler,
      Executor executor,
      Consumer<MlInstance> listener) {
    this.address = address;
    this.clock = clock;
    this.scheduler = scheduler;
    this.executor = executor;
    this.listener = listener;
    this.breaker = new Breaker(address, clock);
    this.channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(false)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .executor(executor)
            .build();
  }

  void start() {
    scheduler.execute(this::describe);
  }

  private void describe() {
    if (closed) {
      return;
    }
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

  private synchronized void heard(DescribeResponse response) {
    described = response;
    answers = true;
    asked = true;
    lastError = "";
    failures = 0;
    next(DESCRIBE_EVERY);
  }

  private synchronized void silent(Throwable failure) {
    answers = false;
    asked = true;
    lastError = reason(Status.fromThrowable(failure));
    long pause = DESCRIBE_BACKOFF.toMillis() << Math.min(10, failures++);
    next(Duration.ofMillis(Math.min(pause, DESCRIBE_BACKOFF_MAX.toMillis())));
  }

  private void next(Duration pause) {
    if (closed) {
      return;
    }
    nextDescribe = clock.instant().plus(pause);
    var _ = scheduler.schedule(this::describe, pause.toMillis(), TimeUnit.MILLISECONDS);
    listener.accept(this);
  }

  /**
   * A call found nobody at the address: nothing is offered to it until it describes itself again.
   */
  synchronized void unreachable(String reason) {
    answers = false;
    lastError = reason;
    listener.accept(this);
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

  public String breakerState() {
    return breaker.state();
  }

  boolean offers(String algorithm) {
    DescribeResponse response = described;
    return response != null
        && response.getAlgorithmsList().stream().anyMatch(one -> one.getName().equals(algorithm));
  }

  /** What the dispatcher should know now. */
  public InstanceView view() {
    DescribeResponse response = described;
    if (response == null) {
      return new InstanceView(
          "", address, Set.of(), 0, false, "has not answered yet", nextDescribe);
    }
    Set<String> algorithms =
        response.getAlgorithmsList().stream().map(Algorithm::getName).collect(Collectors.toSet());
    String trouble = "";
    Instant probe = null;
    if (!answers) {
      trouble = "is down";
      probe = nextDescribe;
    } else if (response.getDraining()) {
      trouble = "shuts down";
      probe = nextDescribe;
    } else if (breaker.open()) {
      trouble = "is down";
      probe = breaker.probeAt();
    }
    return new InstanceView(
        response.getService(),
        address,
        algorithms,
        response.getSlots(),
        trouble.isEmpty(),
        trouble,
        probe);
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
