package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.StartRun;
import signalbox.ml.v1.Acknowledge;
import signalbox.ml.v1.ArtifactInfo;
import signalbox.ml.v1.CancelRun;
import signalbox.ml.v1.GrantUpload;
import signalbox.ml.v1.MetricPoint;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunFailure;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.s3.PresignedUrls;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * One stream to one attempt. Events are handled in their order: telemetry goes straight to the
 * status topic; what decides about the run goes to the listener. Telemetry waits until what was
 * decided before it is stored, and a decision until the telemetry before it is; decisions that
 * follow each other do not wait. The totals of the log go with the end that they come before. Each
 * event is acknowledged to the service once it and all before it are stored. At most {@value
 * AttemptStream#WINDOW} events are held.
 *
 * <p>Thread-safe. The listener is never called again after {@link #close} or after the event that
 * ends the stream.
 */
public final class AttemptSession {
  /** The counter of events that came again. */
  public static final String REPEATED_EVENTS = "signalbox.ml.events.duplicate";

  static final Duration ACK_EVERY = Duration.ofMillis(200);
  static final Duration CONTACT_EVERY = Duration.ofSeconds(1);
  private static final Duration LEASE_AGAIN = Duration.ofMillis(250);
  private static final Duration LINGER = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(AttemptSession.class);

  /** Who decides about the run. Called on any thread, must not block. */
  public interface Listener {
    /**
     * The attempt has said what decides about the run.
     *
     * @param before what it said before that and is to be told first; stored with the consequences
     * @param stored to be run once the consequences of the event are stored
     */
    void heard(
        AttemptSession session,
        RunEvent.AttemptEvent event,
        List<signalbox.events.v1.Status> before,
        Runnable stored);

    /** The request to stop has left for the instance, on a stream that it has answered on. */
    void delivered(AttemptSession session, CancelMode mode);

    /** The stream broke; the attempt may live. */
    void broke(AttemptSession session, String reason);

    /**
     * The instance has no slot, or its circuit is open: it should be offered nothing for a moment.
     */
    void full(AttemptSession session);
  }

  /**
   * What a session needs of the process.
   *
   * @param mayAct false while nobody can be sure that the runs are still this orchestrator's: no
   *     stream is opened then and no stop is sent, both wait
   */
  public record Surroundings(
      KafkaWriter writer,
      PresignedUrls urls,
      ScheduledExecutorService scheduler,
      Executor executor,
      MeterRegistry meters,
      Tracing tracing,
      BooleanSupplier mayAct,
      Listener listener) {}

  /** Who hears the values of a metric. Called on any thread, must not block. */
  public interface Values {
    void take(long step, double value);
  }

  /** The totals of the log, which wait for the end to be told with it. */
  private record Totals(RunResponse response, StoredEvents.Entry entry) {}

  /** A metric whose values somebody wants to hear, in the order in which they are reported. */
  public record Watched(String metric, Values values) {}

  /**
   * Whose attempt it is.
   *
   * @param key of all its statuses: the run's id, or its study's
   * @param traceparent the trace context that the stream is opened under
   * @param watched null: nobody wants to hear values
   */
  public record Subject(
      StartRun command, String key, String traceparent, @Nullable Watched watched) {}

  private final Surroundings around;
  private final MlInstance instance;
  private final Subject subject;
  private final int attempt;
  private final int offer;
  private final boolean attachOnly;

  private final Deque<RunResponse> queue = new ArrayDeque<>();
  private final StoredEvents events;
  private final LatestProgress progress = new LatestProgress();
  private final AttemptStream stream;
  private @Nullable CancelRun cancel;

  /** The stop that somebody has asked for; null while the attempt is only done away with. */
  private @Nullable CancelMode wanted;

  private boolean cancelWaits;
  private boolean cancelSent;
  private boolean opened;
  private boolean closed;
  private boolean answered;
  private boolean accepted;
  private @Nullable Totals totals;
  private int undecided;
  private boolean over;
  private @Nullable Status end;
  private int unstored;
  private long lastSequence;
  private boolean ackScheduled;
  private boolean progressScheduled;
  private boolean contactQueued;
  private long contactAt = System.nanoTime() - CONTACT_EVERY.toNanos();

  private AttemptSession(
      Surroundings around,
      MlInstance instance,
      Subject subject,
      int attempt,
      int offer,
      boolean attachOnly,
      long fromSequence) {
    this.around = around;
    this.instance = instance;
    this.subject = subject;
    this.attempt = attempt;
    this.offer = offer;
    this.attachOnly = attachOnly;
    this.accepted = attachOnly;
    this.lastSequence = fromSequence;
    this.events = new StoredEvents(fromSequence);
    this.stream = new AttemptStream(around.tracing(), subject.traceparent());
  }

  /** Opens a stream that starts the attempt or attaches to it, after the delay. */
  public static AttemptSession start(
      Surroundings around,
      MlInstance instance,
      Subject subject,
      int attempt,
      int offer,
      Duration delay) {
    AttemptSession session =
        new AttemptSession(around, instance, subject, attempt, offer, false, 0);
    session.openAfter(delay);
    return session;
  }

  /** Opens a stream that attaches to the attempt and never starts it, after the delay. */
  public static AttemptSession attach(
      Surroundings around,
      MlInstance instance,
      Subject subject,
      int attempt,
      long fromSequence,
      Duration delay) {
    AttemptSession session =
        new AttemptSession(around, instance, subject, attempt, 0, true, fromSequence);
    session.openAfter(delay);
    return session;
  }

  public String runId() {
    return subject.command().getRunId();
  }

  public int attempt() {
    return attempt;
  }

  public String instance() {
    return instance.address();
  }

  /** The W3C trace context of what the attempt says. */
  public String traceparent() {
    return stream.traceparent();
  }

  /** Up to which event everything is stored. */
  public synchronized long storedUpTo() {
    return events.upTo();
  }

  /** Tells the attempt to stop, now or once the stream is open. */
  public synchronized void cancel(CancelMode mode, Duration grace) {
    wanted = mode;
    request(mode, grace);
  }

  private void request(CancelMode mode, Duration grace) {
    cancel =
        CancelRun.newBuilder()
            .setMode(
                switch (mode) {
                  case GRACEFUL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_GRACEFUL;
                  case KILL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_KILL;
                })
            .setGrace(Times.duration(grace))
            .build();
    deliverCancel();
  }

  private void deliverCancel() {
    CancelRun pending = cancel;
    if (pending == null || closed || !stream.isOpen()) {
      return;
    }
    if (around.mayAct().getAsBoolean()) {
      send(RunRequest.newBuilder().setCancel(pending).build());
      cancelSent = true;
      tellDelivered();
    } else if (!cancelWaits) {
      cancelWaits = true;
      schedule(
          LEASE_AGAIN,
          () -> {
            synchronized (this) {
              cancelWaits = false;
              deliverCancel();
            }
          });
    }
  }

  /** A stream on which nobody has ever answered may lead nowhere. */
  private void tellDelivered() {
    CancelMode mode = wanted;
    if (cancelSent && answered && mode != null) {
      cancelSent = false;
      around.listener().delivered(this, mode);
    }
  }

  /** The attempt has no say any more: tells it to end at once, and closes the stream. */
  public synchronized void abandon() {
    wanted = null;
    request(CancelMode.KILL, Duration.ZERO);
    close();
  }

  /** Closes the stream; the service may still finish what it says. */
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stream.finish();
    if (stream.isOpen()) {
      schedule(LINGER, () -> stream.drop("closed"));
    }
  }

  /** Drops the stream without a word; the attempt goes on. */
  public synchronized void drop() {
    closed = true;
    stream.drop("the orchestrator stops");
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
    if (!around.mayAct().getAsBoolean()) {
      schedule(LEASE_AGAIN, this::open);
      return;
    }
    if (!attachOnly && !instance.breaker().permits()) {
      closed = true;
      around.listener().full(this);
      around
          .listener()
          .heard(
              this,
              new RunEvent.Refused(attempt, offer, "the circuit is open"),
              List.of(),
              () -> {});
      return;
    }
    opened = true;
    stream.open(
        instance,
        RunRequest.newBuilder()
            .setStart(
                RunMessages.start(
                    subject.command(), attempt, lastSequence, attachOnly, around.urls()))
            .build(),
        new Receiver());
    deliverCancel();
  }

  private void send(RunRequest request) {
    if (!closed) {
      stream.send(request);
    }
  }

  // ------------------------------------------------------------------------------------------------------- answers

  private synchronized void receive(RunResponse response) {
    if (closed) {
      return;
    }
    if (!answered) {
      answered = true;
      instance.reached();
      tellDelivered();
    }
    contact();
    if (response.getSequence() == 0) {
      stream.more();
      return;
    }
    if (response.getSequence() <= lastSequence) {
      around.meters().counter(REPEATED_EVENTS).increment();
      stream.more();
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
            new RunEvent.Contacted(attempt, events.upTo()),
            List.of(),
            () -> {
              synchronized (this) {
                contactQueued = false;
              }
            });
  }

  private void process() {
    while (!closed && !over) {
      RunResponse next = queue.peek();
      if (next == null) {
        if (undecided == 0) {
          conclude();
        }
        return;
      }
      if (decides(next)) {
        flushProgress();
        if (unstored > 0) {
          // Comes back here when Kafka has all that was before.
          return;
        }
        queue.remove();
        over = next.hasFinished() || next.hasFailed() || next.hasCancelled();
        decide(next, RunMessages.event(attempt, next));
      } else if (next.hasLogTotals() && totals == null) {
        queue.remove();
        flushProgress();
        totals = new Totals(next, hold(next));
      } else if (undecided > 0) {
        // Comes back here when all that was decided is told.
        return;
      } else {
        queue.remove();
        flushTotals();
        observe(next);
      }
    }
  }

  private static boolean decides(RunResponse response) {
    return switch (response.getEventCase()) {
      case ACCEPTED, STARTED, FINISHED, FAILED, CANCELLED -> true;
      case PROGRESS,
          UPLOAD_COMPLETED,
          METRICS,
          CANCEL_ACKNOWLEDGED,
          CHECKPOINT,
          LOG_TOTALS,
          ENVIRONMENT_CAPTURED,
          UPLOAD_REQUESTED,
          HEARTBEAT,
          EVENT_NOT_SET ->
          false;
    };
  }

  /** Takes what decides nothing. */
  private void observe(RunResponse response) {
    switch (response.getEventCase()) {
      case PROGRESS -> holdProgress(response);
      case UPLOAD_COMPLETED -> {
        String name = response.getUploadCompleted().getArtifact().getName();
        if (PresignedUrls.plain(name)) {
          tell(response);
        } else {
          refuseName(response, name);
        }
      }
      case METRICS -> {
        report(response);
        tell(response);
      }
      case CANCEL_ACKNOWLEDGED, CHECKPOINT, LOG_TOTALS, ENVIRONMENT_CAPTURED -> tell(response);
      case UPLOAD_REQUESTED -> grant(response);
      case HEARTBEAT, EVENT_NOT_SET -> storedNow(hold(response));
      case ACCEPTED, STARTED, FINISHED, FAILED, CANCELLED ->
          throw new IllegalStateException("It decides: " + response.getEventCase());
    }
  }

  private void decide(RunResponse response, RunEvent.AttemptEvent event) {
    accepted = true;
    undecided++;
    Totals before = totals;
    totals = null;
    StoredEvents.Entry entry = hold(response);
    around
        .listener()
        .heard(
            this,
            event,
            before == null ? List.of() : List.of(status(before.response())),
            () -> {
              synchronized (this) {
                undecided--;
                if (before != null) {
                  storedNow(before.entry());
                }
                storedNow(entry);
                acknowledge();
                process();
              }
            });
  }

  private void refuseName(RunResponse response, String name) {
    request(CancelMode.KILL, Duration.ZERO);
    over = true;
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

  /** Nothing ends the attempt now, so the totals are told by themselves. */
  private void flushTotals() {
    Totals held = totals;
    if (held != null) {
      totals = null;
      write(held.entry(), status(held.response()));
    }
  }

  private void tell(RunResponse response) {
    // What was held back comes first: the order of a run's events is kept.
    flushProgress();
    write(hold(response), status(response));
  }

  private void report(RunResponse response) {
    Watched watched = subject.watched();
    if (watched != null) {
      for (MetricPoint point : response.getMetrics().getPointsList()) {
        if (point.getKey().equals(watched.metric())) {
          watched.values().take(point.getStep(), point.getValue());
        }
      }
    }
  }

  private signalbox.events.v1.Status status(RunResponse response) {
    return TelemetryStatuses.fill(
            around.writer().status().setRunId(runId()).setAttempt(attempt), response)
        .build();
  }

  private void write(StoredEvents.Entry entry, signalbox.events.v1.Status status) {
    unstored++;
    CompletableFuture<Void> stored =
        around.writer().send(subject.key(), status, stream.traceparent());
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
    LatestProgress.Held superseded = progress.hold(response, hold(response));
    if (superseded != null) {
      storedNow(superseded.entry());
    }
    Duration patience = progress.patience();
    if (!patience.isPositive()) {
      flushProgress();
    } else if (!progressScheduled) {
      progressScheduled = true;
      schedule(
          patience.plusMillis(1),
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
    LatestProgress.Held held = progress.take();
    if (held != null) {
      write(held.entry(), status(held.response()));
    }
  }

  // -----------------------------------------------------------------------------------------------
  // acknowledgements

  private StoredEvents.Entry hold(RunResponse response) {
    return events.hold(response.getSequence());
  }

  private void storedNow(StoredEvents.Entry entry) {
    events.stored(entry);
    stream.more();
    if (events.owesAcknowledgement() && !ackScheduled) {
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
    if (events.owesAcknowledgement() && !closed) {
      send(
          RunRequest.newBuilder()
              .setAcknowledge(Acknowledge.newBuilder().setSequence(events.acknowledge()))
              .build());
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
    flushTotals();
    closed = true;
    if (!answered) {
      if (Breaker.counts(status.getCode())) {
        instance.breaker().failed(status.asRuntimeException());
      } else if (opened) {
        instance.breaker().succeeded();
      }
    }
    StreamEnd said =
        StreamEnd.of(
            status,
            new StreamEnd.Stream(attempt, offer, attachOnly, accepted, stream.maybeTaken()));
    String reason = MlInstance.reason(status);
    if (said.full()) {
      around.listener().full(this);
    }
    if (said.unreachable()) {
      instance.unreachable(reason);
    }
    RunEvent.AttemptEvent event = said.event();
    if (event == null) {
      around.listener().broke(this, reason);
    } else {
      around.listener().heard(this, event, List.of(), () -> {});
    }
  }

  private final class Receiver implements AttemptStream.Receiver {
    @Override
    public void receive(RunResponse response) {
      AttemptSession.this.receive(response);
    }

    @Override
    public void ended(Status status) {
      AttemptSession.this.ended(status);
    }
  }
}
