package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.Predict;
import signalbox.events.v1.PredictionAnswered;
import signalbox.events.v1.PredictionError;
import signalbox.events.v1.PredictionResult;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.PredictRequest;
import signalbox.ml.v1.PredictResponse;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.s3.PresignedUrls;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * Online predictions: each is answered once, or not at all when its deadline has passed. At most
 * {@value #AT_ONCE} are under way and {@value #WAITING} wait; what is beyond is answered as
 * unavailable. Thread-safe.
 */
public final class Predictions implements AutoCloseable {
  static final int AT_ONCE = 64;
  static final int WAITING = 512;
  static final int CALLS = 3;
  static final Duration CALL_DEADLINE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Predictions.class);

  private final MlInstances instances;
  private final KafkaWriter writer;
  private final PresignedUrls urls;
  private final Tracing tracing;
  private final Clock clock;
  private final MeterRegistry meters;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(AT_ONCE + WAITING);
  private final Semaphore running = new Semaphore(AT_ONCE);
  private final ConcurrentHashMap<String, AtomicInteger> load = new ConcurrentHashMap<>();

  public Predictions(
      MlInstances instances,
      KafkaWriter writer,
      PresignedUrls urls,
      Tracing tracing,
      Clock clock,
      MeterRegistry meters) {
    this.instances = instances;
    this.writer = writer;
    this.urls = urls;
    this.tracing = tracing;
    this.clock = clock;
    this.meters = meters;
    Meters.counters(
        meters,
        "signalbox.predictions",
        "Online predictions, by what became of them",
        "outcome",
        List.of("answered", "invalid", "unavailable", "internal", "expired"));
  }

  /** Begins to answer; returns at once. */
  public void answer(Predict predict, Instant deadline, String traceparent) {
    if (!room.tryAcquire()) {
      send(predict, unavailable("too many predictions at the same time"), traceparent);
      return;
    }
    var _ =
        threads.submit(() -> {
          try {
            running.acquire();
            try {
              call(predict, deadline, traceparent);
            } finally {
              running.release();
            }
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException broken) {
            LOG.error("The prediction {} broke", predict.getPredictionId(), broken);
            send(predict, error("internal", "The prediction broke."), traceparent);
          } finally {
            room.release();
          }
        });
  }

  private void call(Predict predict, Instant deadline, String parent) throws InterruptedException {
    try (Tracing.Begun span = tracing.begin("predict", SpanKind.INTERNAL, parent)) {
      String trace = span.traceparent();
      Set<String> tried = new HashSet<>();
      PredictionAnswered.Builder last =
          unavailable("no service offers " + predict.getModel().getAlgorithm());
      int calls = 0;
      while (calls < CALLS) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
          meters.counter("signalbox.predictions", "outcome", "expired").increment();
          return;
        }
        MlInstance instance = choose(predict.getModel().getAlgorithm(), tried);
        if (instance == null) {
          if (calls == 0 && instances.all().stream().anyMatch(one -> !one.asked())) {
            // Just started: nobody has had the time to say what is offered.
            TimeUnit.MILLISECONDS.sleep(50);
            continue;
          }
          String offered = known(predict.getModel().getAlgorithm());
          if (calls == 0 && !offered.isEmpty()) {
            last = unavailable("service " + offered + " is down");
          }
          break;
        }
        calls++;
        tried.add(instance.address());
        try {
          Duration limit = left.compareTo(CALL_DEADLINE) < 0 ? left : CALL_DEADLINE;
          PredictResponse response = call(instance, predict, limit, trace);
          send(
              predict,
              PredictionAnswered.newBuilder()
                  .setPredictionId(predict.getPredictionId())
                  .setResult(
                      PredictionResult.newBuilder()
                          .setPredictionsJson(response.getPredictionsJson())
                          .setInferenceTime(response.getInferenceTime())),
              trace);
          return;
        } catch (StatusRuntimeException failure) {
          Status status = failure.getStatus();
          switch (status.getCode()) {
            case UNAVAILABLE -> {
              last = unavailable(said(status));
              TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(20, 80));
            }
            case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> {
              send(predict, error("invalid", said(status)), trace);
              return;
            }
            case RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> {
              answerBefore(deadline, predict, unavailable(said(status)), trace);
              return;
            }
            case OK,
                CANCELLED,
                UNKNOWN,
                NOT_FOUND,
                ALREADY_EXISTS,
                PERMISSION_DENIED,
                ABORTED,
                UNIMPLEMENTED,
                INTERNAL,
                DATA_LOSS,
                UNAUTHENTICATED -> {
              LOG.warn(
                  "Prediction {} failed on {}: {}",
                  predict.getPredictionId(),
                  instance.address(),
                  status);
              send(predict, error("internal", said(status)), trace);
              return;
            }
          }
        }
      }
      answerBefore(deadline, predict, last, trace);
    }
  }

  private PredictResponse call(
      MlInstance instance, Predict predict, Duration limit, String traceparent) {
    AtomicInteger busy = load.computeIfAbsent(instance.address(), _ -> new AtomicInteger());
    busy.incrementAndGet();
    try {
      PredictResponse response =
          MlServiceGrpc.newBlockingStub(instance.channel())
              .withInterceptors(new CallSpan(tracing, traceparent, instance.address()))
              .withDeadlineAfter(limit)
              .predict(
                  PredictRequest.newBuilder()
                      .setModel(RunMessages.model(predict.getModel(), urls))
                      .setRowsJson(predict.getRowsJson())
                      .build());
      instance.breaker().succeeded();
      return response;
    } catch (StatusRuntimeException failure) {
      if (Breaker.counts(failure.getStatus().getCode())) {
        instance.breaker().failed(failure);
      } else {
        instance.breaker().succeeded();
      }
      throw failure;
    } finally {
      busy.decrementAndGet();
    }
  }

  /**
   * The least busy instance, one that was not tried yet before one that was; null when the circuit
   * of all is open.
   */
  private @org.jspecify.annotations.Nullable MlInstance choose(
      String algorithm, Set<String> tried) {
    List<MlInstance> candidates =
        instances.all().stream()
            .filter(instance -> instance.answers() && instance.offers(algorithm))
            .sorted(
                Comparator.<MlInstance>comparingInt(
                        instance -> tried.contains(instance.address()) ? 1 : 0)
                    .thenComparingInt(instance ->
                        load.getOrDefault(instance.address(), new AtomicInteger()).get()))
            .toList();
    for (MlInstance candidate : candidates) {
      if (candidate.breaker().permits()) {
        return candidate;
      }
    }
    return null;
  }

  private String known(String algorithm) {
    return instances.all().stream()
        .filter(instance -> instance.offers(algorithm))
        .map(instance -> instance.view().service())
        .findFirst()
        .orElse("");
  }

  private void answerBefore(
      Instant deadline, Predict predict, PredictionAnswered.Builder answer, String traceparent) {
    if (clock.instant().isBefore(deadline)) {
      send(predict, answer, traceparent);
    } else {
      meters.counter("signalbox.predictions", "outcome", "expired").increment();
    }
  }

  private void send(Predict predict, PredictionAnswered.Builder answer, String traceparent) {
    meters
        .counter(
            "signalbox.predictions",
            "outcome",
            answer.hasError() ? answer.getError().getKind() : "answered")
        .increment();
    var _ =
        writer.send(
            predict.getPredictionId(),
            writer
                .status()
                .setPredictionAnswered(answer.setPredictionId(predict.getPredictionId()))
                .build(),
            traceparent);
  }

  private static PredictionAnswered.Builder unavailable(String message) {
    return error("unavailable", message);
  }

  private static PredictionAnswered.Builder error(String kind, String message) {
    return PredictionAnswered.newBuilder()
        .setError(PredictionError.newBuilder().setKind(kind).setMessage(message));
  }

  private static String said(Status status) {
    String description = status.getDescription();
    return description == null ? status.getCode().toString() : description;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
