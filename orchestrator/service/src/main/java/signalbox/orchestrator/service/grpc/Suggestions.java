package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.SuggestRequest;
import signalbox.ml.v1.SuggestResponse;
import signalbox.orchestrator.service.management.Meters;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * Asks instances of the tuning service for trials. A question is never repeated here: who asked
 * decides about the next one. No lease is needed either, because an instance that hears somebody
 * who is not the owner of a study any more only loses a cache.
 *
 * <p>Thread-safe. At most {@value #AT_ONCE} calls at a time; each study has one question at most.
 */
public final class Suggestions implements AutoCloseable {
  static final int AT_ONCE = 32;
  static final Duration CALL_DEADLINE = Duration.ofSeconds(10);
  private static final String STUDY = "study";

  /** What came of a question. */
  public sealed interface Answer {
    /** The instance has answered. */
    record Proposed(String service, SuggestResponse response) implements Answer {}

    /** The instance remembers something else than it was said to know. */
    record Forgotten() implements Answer {}

    /** The definition cannot be searched; the message names what is wrong. */
    record Refused(String message) implements Answer {}

    /**
     * There was no answer.
     *
     * @param reason in the user's words
     * @param slow it took too long; the instance may still work on it
     * @param gone the instance could not be reached: another one may be better
     */
    record Unavailable(String reason, boolean slow, boolean gone) implements Answer {}
  }

  private final MlInstances instances;
  private final Tracing tracing;
  private final MeterRegistry meters;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore running = new Semaphore(AT_ONCE);

  public Suggestions(MlInstances instances, Tracing tracing, MeterRegistry meters) {
    this.instances = instances;
    this.tracing = tracing;
    this.meters = meters;
    Meters.timers(
        meters,
        "signalbox.suggest",
        "Time of an answer of the tuning service to a study",
        "outcome",
        List.of("answered", "forgotten", "refused", "unavailable"));
  }

  /**
   * The address of the instance to ask for a study; null when there is none now.
   *
   * @param before the one that was asked last; it is kept as long as it can be asked
   * @param avoided one that could not be reached; asked only when there is no other
   */
  public @Nullable String choose(String studyId, String sampler, String before, String avoided) {
    List<MlInstance> candidates =
        instances.all().stream()
            .filter(one -> one.answers() && !one.draining() && one.offers(sampler, STUDY))
            .sorted(
                Comparator.<MlInstance>comparingInt(one -> one.address().equals(avoided) ? 1 : 0)
                    .thenComparingInt(one -> one.address().equals(before) ? 0 : 1)
                    // Many studies spread over the instances, and each finds its own again.
                    .thenComparingInt(one -> (studyId + one.address()).hashCode()))
            .toList();
    for (MlInstance candidate : candidates) {
      if (candidate.breaker().permits()) {
        return candidate.address();
      }
    }
    return null;
  }

  /** Why nobody can be asked for a study with this sampler, in the user's words. */
  public String trouble(String sampler) {
    List<MlInstance> offering =
        instances.all().stream().filter(one -> one.offers(sampler, STUDY)).toList();
    if (offering.isEmpty() && instances.all().stream().allMatch(MlInstance::answers)) {
      return "No service offers the sampler " + sampler + ".";
    }
    if (offering.stream().anyMatch(one -> one.answers() && !one.breakerState().equals("closed"))) {
      return "The tuning service failed too often and is left alone for a moment.";
    }
    return "No tuning service answers.";
  }

  /**
   * Begins to ask; returns at once.
   *
   * @param address as {@link #choose} named it
   * @param listener hears the answer once, on any thread; must not block
   */
  public void ask(
      String address, SuggestRequest request, String traceparent, Consumer<Answer> listener) {
    MlInstance instance = instances.at(address);
    if (instance == null) {
      listener.accept(new Answer.Unavailable("No tuning service answers.", false, true));
      return;
    }
    Call call = new Call(instance, listener);
    if (running.tryAcquire()) {
      call.begin(request, traceparent);
    } else {
      threads.execute(() -> {
        try {
          running.acquire();
          call.begin(request, traceparent);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      });
    }
  }

  /** One question under way. It ends on a thread of gRPC, and nothing here makes that one wait. */
  private final class Call implements StreamObserver<SuggestResponse> {
    private final MlInstance instance;
    private final Consumer<Answer> listener;
    private long began;
    private @Nullable SuggestResponse response;

    Call(MlInstance instance, Consumer<Answer> listener) {
      this.instance = instance;
      this.listener = listener;
    }

    void begin(SuggestRequest request, String traceparent) {
      began = System.nanoTime();
      MlServiceGrpc.newStub(instance.channel())
          .withInterceptors(new CallSpan(tracing, traceparent, instance.address()))
          .withDeadlineAfter(CALL_DEADLINE)
          .withExecutor(Runnable::run)
          .suggest(request, this);
    }

    @Override
    public void onNext(SuggestResponse answer) {
      response = answer;
    }

    @Override
    public void onCompleted() {
      SuggestResponse answer = response;
      if (answer == null) {
        onError(Status.INTERNAL.withDescription("an answer without content").asException());
        return;
      }
      instance.breaker().succeeded();
      end(new Answer.Proposed(instance.view().service(), answer));
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      if (Breaker.counts(status.getCode()) && !saidByItself(status)) {
        instance.breaker().failed(failure);
      } else {
        instance.breaker().succeeded();
      }
      end(failed(status));
    }

    private void end(Answer answer) {
      running.release();
      meters
          .timer("signalbox.suggest", "outcome", outcome(answer))
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      listener.accept(answer);
    }
  }

  private static Answer failed(Status status) {
    return switch (status.getCode()) {
      case FAILED_PRECONDITION -> new Answer.Forgotten();
      case INVALID_ARGUMENT, OUT_OF_RANGE -> new Answer.Refused(said(status));
      case DEADLINE_EXCEEDED ->
          new Answer.Unavailable("The tuning service takes too long to answer.", true, false);
      case UNAVAILABLE ->
          saidByItself(status)
              ? new Answer.Unavailable(
                  "The tuning service is not ready: " + said(status), false, false)
              : new Answer.Unavailable("No tuning service answers.", false, true);
      case RESOURCE_EXHAUSTED ->
          new Answer.Unavailable("The tuning service is busy: " + said(status), false, false);
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
          UNAUTHENTICATED ->
          new Answer.Unavailable("The tuning service fails: " + said(status), false, false);
    };
  }

  /** True for an instance that works through a long story: it is well, and not ready. */
  private static boolean saidByItself(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE && status.getCause() == null;
  }

  private static String said(Status status) {
    String description = status.getDescription();
    return description == null ? status.getCode().toString() : description;
  }

  private static String outcome(Answer answer) {
    return switch (answer) {
      case Answer.Proposed _ -> "answered";
      case Answer.Forgotten _ -> "forgotten";
      case Answer.Refused _ -> "refused";
      case Answer.Unavailable _ -> "unavailable";
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
