package signalbox.orchestrator.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.ArtifactStored;
import signalbox.events.v1.MetricPoint;
import signalbox.events.v1.MetricsReported;
import signalbox.events.v1.RunProgressed;
import signalbox.events.v1.StartRun;
import signalbox.ml.v1.Acknowledge;
import signalbox.ml.v1.ArtifactInfo;
import signalbox.ml.v1.CancelRun;
import signalbox.ml.v1.GrantUpload;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunFailure;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.s3.PresignedUrls;

/**
 * One stream to one attempt. Events are handled in their order: telemetry goes straight to the
 * status topic; what decides about the run goes to the listener, and nothing after it is handled
 * before the listener has said that it is stored. Each event is acknowledged to the service once it
 * and all before it are stored. At most {@value #WINDOW} events are held.
 *
 * <p>Thread-safe. The listener is never called again after {@link #close} or after the event that
 * ends the stream.
 */
public final class AttemptSession {
  static final int WINDOW = 64;
  static final Duration PROGRESS_EVERY = Duration.ofMillis(200);
  static final Duration ACK_EVERY = Duration.ofMillis(200);
  static final Duration CONTACT_EVERY = Duration.ofSeconds(1);
  private static final Duration LINGER = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(AttemptSession.class);

  /** Who decides about the run. Called on any thread, must not block. */
  public interface Listener {
    /** {@code stored} is to be run once the consequences of the event are stored. */
    void heard(AttemptSession session, RunEvent.AttemptEvent event, Runnable stored);

    /** The stream broke; the attempt may live. */
    void broke(AttemptSession session, String reason);

    /**
     * The instance has no slot, or its circuit is open: it should be offered nothing for a moment.
     */
    void full(AttemptSession session);
  }

  /** What a session needs of the process. */
  public record Surroundings(
      KafkaWriter writer,
      PresignedUrls urls,
      ScheduledExecutorService scheduler,
      Executor executor,
      MeterRegistry meters,
      Listener listener) {}

  private static final class Held {
    final long sequence;
    boolean stored;

    Held(long sequence) {
      this.sequence = sequence;
    }
  }

  private final Surroundings around;
  private final MlInstance instance;
  private final StartRun command;
  private final int attempt;
  private final int offer;
  private final boolean attachOnly;
  private final String traceparent;

  private final Deque<RunResponse> queue = new ArrayDeque<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private @Nullable ClientCallStreamObserver<RunRequest> requests;
  private @Nullable CancelRun cancel;
  private boolean opened;
  private boolean closed;
  private boolean answered;
  private boolean accepted;
  private boolean deciding;
  private boolean over;
  private @Nullable Status end;
  private int unstored;
  private long lastSequence;
  private long storedUpTo;
  private long acknowledged;
  private boolean ackScheduled;
  private @Nullable RunResponse heldProgress;
  private @Nullable Held heldProgressEntry;
  private boolean progressScheduled;
  private long progressSentAt = System.nanoTime() - PROGRESS_EVERY.toNanos();
  private boolean contactQueued;
  private long contactAt = System.nanoTime() - CONTACT_EVERY.toNanos();
  private volatile boolean messageSent;
  private volatile boolean trailersCame;

  private AttemptSession(
      Surroundings around,
      MlInstance instance,
      StartRun command,
      int attempt,
      int offer,
      boolean attachOnly,
      long fromSequence,
      String traceparent) {
    this.around = around;
    this.instance = instance;
    this.command = command;
    this.attempt = attempt;
    this.offer = offer;
    this.attachOnly = attachOnly;
    this.accepted = attachOnly;
    this.lastSequence = fromSequence;
    this.storedUpTo = fromSequence;
    this.acknowledged = fromSequence;
    this.traceparent = traceparent;
  }

  /** Opens a stream that starts the attempt or attaches to it, after the delay. */
  public static AttemptSession start(
      Surroundings around,
      MlInstance instance,
      StartRun command,
      int attempt,
      int offer,
      String traceparent,
      Duration delay) {
    AttemptSession session =
        new AttemptSession(around, instance, command, attempt, offer, false, 0, traceparent);
    session.openAfter(delay);
    return session;
  }

  /** Opens a stream that attaches to the attempt and never starts it, after the delay. */
  public static AttemptSession attach(
      Surroundings around,
      MlInstance instance,
      StartRun command,
      int attempt,
      long fromSequence,
      String traceparent,
      Duration delay) {
    AttemptSession session =
        new AttemptSession(around, instance, command, attempt, 0, true, fromSequence, traceparent);
    session.openAfter(delay);
    return session;
  }

  public String runId() {
    return command.getRunId();
  }

  public int attempt() {
    return attempt;
  }

  public String instance() {
    return instance.address();
  }

  /** Up to which event everything is stored. */
  public synchronized long storedUpTo() {
    return storedUpTo;
  }

  /** Tells the attempt to stop, now or once the stream is open. */
  public synchronized void cancel(CancelMode mode, Duration grace) {
    cancel =
        CancelRun.newBuilder()
            .setMode(
                switch (mode) {
                  case GRACEFUL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_GRACEFUL;
                  case KILL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_KILL;
                })
            .setGrace(Times.duration(grace))
            .build();
    send(RunRequest.newBuilder().setCancel(cancel).build());
  }

  /** The attempt has no say any more: tells it to end at once, and closes the stream. */
  public synchronized void abandon() {
    cancel(CancelMode.KILL, Duration.ZERO);
    close();
  }

  /** Closes the stream; the service may still finish what it says. */
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      try {
        open.onCompleted();
      } catch (IllegalStateException alreadyEnded) {
        LOG.debug("The stream of {} had ended already", runId());
      }
      open.request(WINDOW);
      schedule(LINGER, () -> open.cancel("closed", null));
    }
  }

  /** Drops the stream without a word; the attempt goes on. */
  public synchronized void drop() {
    closed = true;
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      open.cancel("the orchestrator stops", null);
    }
  }

  private void openAfter(Duration delay) {
    if (delay.isZero()) {
      around.executor().execute(this::open);
    } else {
      schedule(delay, this::open);
    }
  }

  private void schedule(Duration delay, Runnable task) {
    if (!around.scheduler().isShutdown()) {
      var _ =
          around
              .scheduler()
              .schedule(
                  () -> around.executor().execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void open() {
    if (closed) {
      return;
    }
    if (!attachOnly && !instance.breaker().permits()) {
      closed = true;
      around.listener().full(this);
      around
          .listener()
          .heard(this, new RunEvent.Refused(attempt, offer, "the circuit is open"), () -> {});
      return;
    }
    opened = true;
    var _ =
        MlServiceGrpc.newStub(instance.channel())
            .withInterceptors(TraceHeader.of(traceparent), new Watch())
            .run(new Answers());
    send(
        RunRequest.newBuilder()
            .setStart(RunMessages.start(command, attempt, lastSequence, attachOnly, around.urls()))
            .build());
    CancelRun pending = cancel;
    if (pending != null) {
      send(RunRequest.newBuilder().setCancel(pending).build());
    }
  }

  private void send(RunRequest request) {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open == null || closed) {
      return;
    }
    try {
      open.onNext(request);
    } catch (IllegalStateException ended) {
      LOG.debug("The stream of {} has ended; {} not sent", runId(), request.getRequestCase());
    }
  }

  // ------------------------------------------------------------------------------------------------------- answers

  private synchronized void receive(RunResponse response) {
    if (closed) {
      return;
    }
    if (!answered) {
      answered = true;
      instance.breaker().succeeded();
    }
    contact();
    if (response.getSequence() == 0) {
      more();
      return;
    }
    if (response.getSequence() <= lastSequence) {
      around.meters().counter("signalbox.ml.events.duplicate").increment();
      more();
      return;
    }
    lastSequence = response.getSequence();
    queue.add(response);
    process();
  }

  private void contact() {
    long now = System.nanoTime();
    if (contactQueued || now - contactAt < CONTACT_EVERY.toNanos()) {
      return;
    }
    contactQueued = true;
    contactAt = now;
    around
        .listener()
        .heard(
            this,
            new RunEvent.Contacted(attempt, storedUpTo),
            () -> {
              synchronized (this) {
                contactQueued = false;
              }
            });
  }

  private void process() {
    while (!deciding && !closed) {
      RunResponse next = queue.peek();
      if (next == null) {
        conclude();
        return;
      }
      switch (next.getEventCase()) {
        case PROGRESS -> {
          queue.remove();
          holdProgress(next);
        }
        case METRICS -> {
          queue.remove();
          tell(next, telemetry(next).setMetricsReported(metrics(next)).build());
        }
        case UPLOAD_COMPLETED -> {
          queue.remove();
          ArtifactInfo artifact = next.getUploadCompleted().getArtifact();
          if (PresignedUrls.plain(artifact.getName())) {
            tell(next, telemetry(next).setArtifactStored(stored(artifact)).build());
          } else {
            refuseName(next, artifact.getName());
          }
        }
        case CANCEL_ACKNOWLEDGED -> {
          queue.remove();
          tell(next, telemetry(next).setCancelAcknowledged(cancelAcknowledged(next)).build());
        }
        case UPLOAD_REQUESTED -> {
          queue.remove();
          grant(next);
        }
        case CHECKPOINT, LOG_TOTALS, HEARTBEAT, EVENT_NOT_SET -> {
          queue.remove();
          storedNow(hold(next));
        }
        case ACCEPTED, STARTED, FINISHED, FAILED, CANCELLED -> {
          flushProgress();
          if (unstored > 0) {
            // Comes back here when Kafka has all that was before.
            return;
          }
          queue.remove();
          over = next.hasFinished() || next.hasFailed() || next.hasCancelled();
          decide(next, event(next));
        }
      }
    }
  }

  private RunEvent.AttemptEvent event(RunResponse response) {
    long sequence = response.getSequence();
    return switch (response.getEventCase()) {
      case ACCEPTED -> new RunEvent.Accepted(attempt, sequence);
      case STARTED -> new RunEvent.Started(attempt, sequence);
      case FINISHED ->
          new RunEvent.Finished(attempt, sequence, RunMessages.result(response.getFinished()));
      case FAILED ->
          new RunEvent.Failed(attempt, sequence, RunMessages.failure(response.getFailed()));
      case CANCELLED ->
          new RunEvent.Cancelled(attempt, sequence, response.getCancelled().getKilled());
      case PROGRESS,
          METRICS,
          UPLOAD_REQUESTED,
          UPLOAD_COMPLETED,
          CHECKPOINT,
          LOG_TOTALS,
          CANCEL_ACKNOWLEDGED,
          HEARTBEAT,
          EVENT_NOT_SET ->
          new RunEvent.Contacted(attempt, sequence);
    };
  }

  private void decide(RunResponse response, RunEvent.AttemptEvent event) {
    accepted = true;
    deciding = true;
    Held entry = hold(response);
    around
        .listener()
        .heard(
            this,
            event,
            () -> {
              synchronized (this) {
                deciding = false;
                storedNow(entry);
                acknowledge();
                process();
              }
            });
  }

  private void refuseName(RunResponse response, String name) {
    cancel(CancelMode.KILL, Duration.ZERO);
    decide(
        response,
        new RunEvent.Failed(
            attempt,
            response.getSequence(),
            RunFailure.of(
                RunFailure.Kind.PROGRAM,
                "artifact.invalid_name",
                "The artifact name «"
                    + name.substring(0, Math.min(100, name.length()))
                    + "» is not a plain file name.")));
  }

  private void grant(RunResponse response) {
    ArtifactInfo artifact = response.getUploadRequested().getArtifact();
    if (!PresignedUrls.plain(artifact.getName())) {
      refuseName(response, artifact.getName());
      return;
    }
    PresignedUrls.Upload upload =
        around
            .urls()
            .put(
                PresignedUrls.artifactKey(runId(), attempt, artifact.getName()),
                artifact.getContentType());
    send(
        RunRequest.newBuilder()
            .setGrantUpload(
                GrantUpload.newBuilder()
                    .setUploadId(response.getUploadRequested().getUploadId())
                    .setUrl(upload.url())
                    .putAllHeaders(upload.headers()))
            .build());
    storedNow(hold(response));
  }

  // ----------------------------------------------------------------------------------------------------- telemetry

  private signalbox.events.v1.Status.Builder telemetry(RunResponse response) {
    signalbox.events.v1.Status.Builder builder =
        around
            .writer()
            .status()
            .setRunId(runId())
            .setAttempt(attempt)
            .setSequence(response.getSequence());
    if (response.hasTime()) {
      builder.setTime(response.getTime());
    }
    return builder;
  }

  private void tell(RunResponse response, signalbox.events.v1.Status status) {
    // What was held back comes first: the order of a run's events is kept.
    flushProgress();
    write(hold(response), status);
  }

  private void write(Held entry, signalbox.events.v1.Status status) {
    unstored++;
    CompletableFuture<Void> stored = around.writer().send(runId(), status, traceparent);
    // Not on Kafka's own thread: it must never wait for this lock.
    var _ =
        stored.whenCompleteAsync(
            (_, failure) -> {
              if (failure == null) {
                synchronized (this) {
                  unstored--;
                  storedNow(entry);
                  process();
                }
              } else {
                LOG.warn("A status of run {} was not stored: {}", runId(), failure.toString());
              }
            },
            around.executor());
  }

  private void holdProgress(RunResponse response) {
    Held superseded = heldProgressEntry;
    heldProgress = response;
    heldProgressEntry = hold(response);
    if (superseded != null) {
      storedNow(superseded);
    }
    long wait = progressSentAt + PROGRESS_EVERY.toNanos() - System.nanoTime();
    if (wait <= 0) {
      flushProgress();
    } else if (!progressScheduled) {
      progressScheduled = true;
      schedule(
          Duration.ofNanos(wait).plusMillis(1),
          () -> {
            synchronized (this) {
              progressScheduled = false;
              if (!closed) {
                flushProgress();
              }
            }
          });
    }
  }

  private void flushProgress() {
    RunResponse response = heldProgress;
    Held entry = heldProgressEntry;
    if (response == null || entry == null) {
      return;
    }
    heldProgress = null;
    heldProgressEntry = null;
    progressSentAt = System.nanoTime();
    signalbox.ml.v1.Progress progress = response.getProgress();
    write(
        entry,
        telemetry(response)
            .setRunProgressed(
                RunProgressed.newBuilder()
                    .setFraction(progress.getFraction())
                    .setDone(progress.getDone())
                    .setTotal(progress.getTotal())
                    .setUnit(progress.getUnit())
                    .setPhase(progress.getPhase()))
            .build());
  }

  private static MetricsReported metrics(RunResponse response) {
    MetricsReported.Builder builder = MetricsReported.newBuilder();
    for (signalbox.ml.v1.MetricPoint point : response.getMetrics().getPointsList()) {
      MetricPoint.Builder copy =
          MetricPoint.newBuilder()
              .setKey(point.getKey())
              .setStep(point.getStep())
              .setValue(point.getValue())
              .setRole(RunMessages.role(point.getRole()));
      if (point.hasTime()) {
        copy.setTime(point.getTime());
      } else if (response.hasTime()) {
        copy.setTime(response.getTime());
      }
      builder.addPoints(copy);
    }
    return builder.build();
  }

  private ArtifactStored stored(ArtifactInfo artifact) {
    return ArtifactStored.newBuilder()
        .setName(artifact.getName())
        .setObjectKey(PresignedUrls.artifactKey(runId(), attempt, artifact.getName()))
        .setContentType(artifact.getContentType())
        .setSizeBytes(artifact.getSizeBytes())
        .setSha256(artifact.getSha256())
        .setRole(artifact.getRole())
        .build();
  }

  private static signalbox.events.v1.CancelAcknowledged cancelAcknowledged(RunResponse response) {
    return signalbox.events.v1.CancelAcknowledged.newBuilder()
        .setMode(
            switch (response.getCancelAcknowledged().getMode()) {
              case CANCEL_MODE_KILL -> signalbox.events.v1.CancelMode.CANCEL_MODE_KILL;
              case CANCEL_MODE_GRACEFUL, CANCEL_MODE_UNSPECIFIED, UNRECOGNIZED ->
                  signalbox.events.v1.CancelMode.CANCEL_MODE_GRACEFUL;
            })
        .build();
  }

  // -----------------------------------------------------------------------------------------------
  // acknowledgements

  private Held hold(RunResponse response) {
    Held entry = new Held(response.getSequence());
    held.add(entry);
    return entry;
  }

  private void storedNow(Held entry) {
    entry.stored = true;
    more();
    for (Held first = held.peek(); first != null && first.stored; first = held.peek()) {
      storedUpTo = first.sequence;
      held.remove();
    }
    if (storedUpTo > acknowledged && !ackScheduled) {
      ackScheduled = true;
      schedule(
          ACK_EVERY,
          () -> {
            synchronized (this) {
              ackScheduled = false;
              acknowledge();
            }
          });
    }
  }

  private void acknowledge() {
    if (storedUpTo > acknowledged && !closed) {
      acknowledged = storedUpTo;
      send(
          RunRequest.newBuilder()
              .setAcknowledge(Acknowledge.newBuilder().setSequence(acknowledged))
              .build());
    }
  }

  private void more() {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      open.request(1);
    }
  }

  // ----------------------------------------------------------------------------------------------------------- end

  private synchronized void ended(Status status) {
    if (!closed) {
      end = status;
      process();
    }
  }

  /**
   * Draws the conclusions of the stream's end, but only once all that came before it was handled.
   */
  private void conclude() {
    Status status = end;
    if (status == null || over) {
      return;
    }
    flushProgress();
    closed = true;
    if (!answered) {
      if (Breaker.counts(status.getCode())) {
        instance.breaker().failed(status.asRuntimeException());
      } else if (opened) {
        instance.breaker().succeeded();
      }
    }
    String reason = MlInstance.reason(status);
    RunEvent.AttemptEvent event = verdict(status, reason);
    if (event == null) {
      around.listener().broke(this, reason);
    } else {
      around.listener().heard(this, event, () -> {});
    }
  }

  /** What the end of the stream says of the attempt; null when it says nothing. */
  private RunEvent.@Nullable AttemptEvent verdict(Status status, String reason) {
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED -> {
        if (accepted) {
          yield null;
        }
        around.listener().full(this);
        yield new RunEvent.Refused(attempt, offer, reason);
      }
      case UNAVAILABLE -> {
        if (accepted || (messageSent && !trailersCame)) {
          yield null;
        }
        around.listener().full(this);
        instance.unreachable(reason);
        yield new RunEvent.Refused(attempt, offer, reason);
      }
      case NOT_FOUND ->
          attachOnly
              ? new RunEvent.AttemptLost(
                  attempt, "The service was started anew and does not have the attempt any more.")
              : rejected(status);
      case FAILED_PRECONDITION ->
          new RunEvent.AttemptLost(attempt, "The service knows a newer attempt.");
      case INVALID_ARGUMENT, UNIMPLEMENTED, OUT_OF_RANGE -> accepted ? null : rejected(status);
      case OK,
          CANCELLED,
          UNKNOWN,
          INTERNAL,
          DEADLINE_EXCEEDED,
          ABORTED,
          DATA_LOSS,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          UNAUTHENTICATED ->
          null;
    };
  }

  private RunEvent.AttemptEvent rejected(Status status) {
    String description = status.getDescription();
    return new RunEvent.Failed(
        attempt,
        0,
        RunFailure.of(
            RunFailure.Kind.PROGRAM,
            "request.rejected",
            description == null
                ? "The service refused the run (" + status.getCode() + ")."
                : description));
  }

  private final class Answers implements ClientResponseObserver<RunRequest, RunResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<RunRequest> stream) {
      stream.disableAutoRequestWithInitial(WINDOW);
      requests = stream;
    }

    @Override
    public void onNext(RunResponse response) {
      receive(response);
    }

    @Override
    public void onError(Throwable failure) {
      ended(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      ended(Status.OK.withDescription("the stream ended without a result"));
    }
  }

  /** Notices whether the request was ever written, and whether the service itself has answered. */
  private final class Watch implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(
          method,
          options.withStreamTracerFactory(
              new ClientStreamTracer.Factory() {
                @Override
                public ClientStreamTracer newClientStreamTracer(
                    ClientStreamTracer.StreamInfo info, Metadata headers) {
                  return new ClientStreamTracer() {
                    @Override
                    public void outboundMessageSent(int number, long wireSize, long size) {
                      messageSent = true;
                    }

                    @Override
                    public void inboundTrailers(Metadata trailers) {
                      trailersCame = true;
                    }
                  };
                }
              }));
    }
  }
}
