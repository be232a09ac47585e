package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.StartRun;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;
import signalbox.ml.v1.UploadRequested;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.service.kafka.KafkaWriter;
import signalbox.orchestrator.service.s3.PresignedUrls;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * One stream to one attempt. Events are handled in their order: telemetry goes straight to the
 * status topic; what decides about the run goes to the listener. Telemetry waits until what was
 * decided before it is stored, and a decision until the telemetry before it is; decisions that
 * follow each other do not wait, and the first ones let a moment pass to be followed. The totals of
 * the log, and the last telemetry of an attempt whose end has come already, go with the end. Each
 * event is acknowledged to the service once it and all before it are stored. At most {@value
 * AttemptStream#WINDOW} events are held.
 *
 * <p>Thread-safe. The listener is never called again after {@link #close} or after the event that
 * ends the stream.
 */
public final class AttemptSession {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptSession.class);

  /** The counter of events that came again. */
  public static final String REPEATED_EVENTS = "signalbox.ml.events.duplicate";

  static final Duration LEASE_AGAIN = Duration.ofMillis(250);

  /** Less than what a wait for Kafka costs, and nothing to a person. */
  private static final Duration FOLLOWED_WITHIN = Duration.ofMillis(10);

  private static final Duration LINGER = Duration.ofSeconds(5);

  /** Who decides about the run. Called on any thread, must not block. */
  public interface Listener {
    /** The attempt has said what decides about the run; what it says at once is handed over so. */
    void heard(AttemptSession session, List<Said> said);

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
   * What an attempt has said that decides about the run.
   *
   * @param before what it said before that and is to be told first; stored with the consequences
   * @param stored to be run once the consequences of the event are stored
   */
  public record Said(
      RunEvent.AttemptEvent event, List<signalbox.events.v1.Status> before, Runnable stored) {}

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
      Listener listener) {

    /** Runs it on the executor after the delay, under no lock; never, once the process ends. */
    void later(Duration delay, Runnable task) {
      if (!scheduler.isShutdown()) {
        var _ =
            scheduler.schedule(
                () -> executor.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Who hears the values of a metric. Called on any thread, must not block. */
  public interface Values {
    void take(long step, double value);
  }

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

  private enum Patience {
    UNUSED,
    RUNNING,
    OVER
  }

  private final Surroundings around;
  private final MlInstance instance;
  private final Subject subject;
  private final int attempt;
  private final int offer;
  private final boolean attachOnly;

  // Guarded by this, like all that the parts hold.
  private final AttemptStream stream;
  private final Acknowledgements acknowledgements;
  private final AttemptTelemetry telemetry;
  private final StopDelivery stop;
  private final Contacts contacts;
  private final Deque<RunResponse> queue = new ArrayDeque<>();

  /** Decided in this moment and not handed over yet. */
  private final List<Said> decided = new ArrayList<>();

  private Patience patience = Patience.UNUSED;
  private boolean opened;
  private boolean accepted;
  private int undecided;
  private boolean over;
  private @Nullable Status end;
  private long lastSequence;

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
    this.stream = new AttemptStream(around.tracing(), subject.traceparent());
    this.acknowledgements = new Acknowledgements(around, this, stream, fromSequence);
    this.telemetry =
        new AttemptTelemetry(
            around, this, subject, attempt, stream, acknowledgements, this::process);
    this.stop =
        new StopDelivery(around, this, stream, mode -> around.listener().delivered(this, mode));
    this.contacts = new Contacts(this, this::contacted);
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
    return acknowledgements.storedUpTo();
  }

  /** Tells the attempt to stop, now or once the stream is open. */
  public synchronized void cancel(CancelMode mode, Duration grace) {
    stop.ask(mode, grace);
  }

  /** The attempt has no say any more: tells it to end at once, and closes the stream. */
  public synchronized void abandon() {
    stop.abandon();
    close();
  }

  /** Closes the stream; the service may still finish what it says. */
  public synchronized void close() {
    if (stream.isClosed()) {
      return;
    }
    stream.close();
    stream.finish();
    if (stream.isOpen()) {
      around.later(LINGER, () -> stream.drop("closed"));
    }
  }

  /** Drops the stream without a word; the attempt goes on. */
  public synchronized void drop() {
    stream.close();
    stream.drop("the orchestrator stops");
  }

  private void openAfter(Duration delay) {
    if (delay.isZero()) {
      open();
    } else {
      around.later(delay, this::open);
    }
  }

  private synchronized void open() {
    if (stream.isClosed()) {
      return;
    }
    if (!around.mayAct().getAsBoolean()) {
      around.later(LEASE_AGAIN, this::open);
      return;
    }
    if (!attachOnly && !instance.breaker().permits()) {
      stream.close();
      around.listener().full(this);
      tell(new RunEvent.Refused(attempt, offer, "the circuit is open"), () -> {});
      return;
    }
    opened = true;
    try {
      stream.open(instance, firstRequest(), new Receiver());
      stop.deliver();
    } catch (RuntimeException broken) {
      LOG.error("Cannot open a stream for run {}", runId(), broken);
      ended(Status.INTERNAL.withDescription("cannot be opened").withCause(broken));
    }
  }

  private RunRequest firstRequest() {
    return RunRequest.newBuilder()
        .setStart(
            RunMessages.start(subject.command(), attempt, lastSequence, attachOnly, around.urls()))
        .build();
  }

  // ------------------------------------------------------------------------------------------------------- answers

  private synchronized void receive(RunResponse response) {
    if (stream.isClosed()) {
      return;
    }
    if (!stream.isAnswered()) {
      stream.answered();
      instance.reached();
      stop.tellDelivered();
    }
    if (response.hasAccepted()) {
      contacts.told();
    } else {
      contacts.heard();
    }
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

  private void contacted(Runnable stored) {
    tell(new RunEvent.Contacted(attempt, acknowledgements.storedUpTo()), stored);
  }

  private void tell(RunEvent.AttemptEvent event, Runnable stored) {
    around.listener().heard(this, List.of(new Said(event, List.of(), stored)));
  }

  private void process() {
    takeQueued();
    if (!decided.isEmpty()) {
      around.listener().heard(this, List.copyOf(decided));
      decided.clear();
    }
  }

  private void takeQueued() {
    while (!stream.isClosed() && !over) {
      RunResponse next = queue.peek();
      if (next == null) {
        if (undecided == 0) {
          conclude();
        }
        return;
      }
      if (RunMessages.decides(next)) {
        if (!telemetry.isStored()) {
          // Comes back here when Kafka has all that was before.
          return;
        }
        if (maybeFollowed(next)) {
          // Comes back here with what follows, at the latest after a moment.
          return;
        }
        queue.remove();
        over = RunMessages.ends(next);
        decide(next, RunMessages.event(attempt, next));
      } else if (RunMessages.endSoon(queue) || (next.hasLogTotals() && !telemetry.holdsTotals())) {
        queue.remove();
        telemetry.hold(next);
      } else if (undecided > 0) {
        // Comes back here when all that was decided is told.
        return;
      } else {
        queue.remove();
        observe(next);
      }
    }
  }

  /**
   * True for a moment after an attempt was accepted: one that starts or ends at once is stored
   * once.
   */
  private boolean maybeFollowed(RunResponse next) {
    if (patience == Patience.OVER
        || !(next.hasAccepted() || next.hasStarted())
        || queue.stream().anyMatch(RunMessages::ends)) {
      return false;
    }
    if (patience == Patience.UNUSED) {
      patience = Patience.RUNNING;
      around.later(
          FOLLOWED_WITHIN,
          () -> {
            synchronized (this) {
              patience = Patience.OVER;
              process();
            }
          });
    }
    return true;
  }

  /** Takes what decides nothing. */
  private void observe(RunResponse response) {
    switch (response.getEventCase()) {
      case PROGRESS -> telemetry.holdProgress(response);
      case UPLOAD_COMPLETED -> {
        String name = response.getUploadCompleted().getArtifact().getName();
        if (PresignedUrls.plain(name)) {
          telemetry.tell(response);
        } else {
          refuseName(response, name);
        }
      }
      case METRICS, CANCEL_ACKNOWLEDGED, CHECKPOINT, LOG_TOTALS, ENVIRONMENT_CAPTURED ->
          telemetry.tell(response);
      case UPLOAD_REQUESTED -> grant(response);
      case HEARTBEAT, EVENT_NOT_SET -> acknowledgements.stored(acknowledgements.hold(response));
      case ACCEPTED, STARTED, FINISHED, FAILED, CANCELLED ->
          throw new IllegalStateException("It decides: " + response.getEventCase());
    }
  }

  private void decide(RunResponse response, RunEvent.AttemptEvent event) {
    accepted = true;
    undecided++;
    List<HeldEvent> before = telemetry.take();
    StoredEvents.Entry entry = acknowledgements.hold(response);
    decided.add(
        new Said(
            event,
            before.stream().map(each -> telemetry.status(each.response())).toList(),
            () -> {
              synchronized (this) {
                undecided--;
                before.forEach(each -> acknowledgements.stored(each.entry()));
                acknowledgements.stored(entry);
                acknowledgements.acknowledge();
                process();
              }
            }));
  }

  private void refuseName(RunResponse response, String name) {
    stop.kill();
    over = true;
    decide(response, RunMessages.invalidName(attempt, response, name));
  }

  private void grant(RunResponse response) {
    UploadRequested request = response.getUploadRequested();
    String name = request.getArtifact().getName();
    if (!PresignedUrls.plain(name)) {
      refuseName(response, name);
      return;
    }
    stream.send(
        RunRequest.newBuilder()
            .setGrantUpload(RunMessages.grant(runId(), attempt, request, around.urls()))
            .build());
    acknowledgements.stored(acknowledgements.hold(response));
  }

  // ----------------------------------------------------------------------------------------------------------- end

  private synchronized void ended(Status status) {
    if (!stream.isClosed()) {
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
    telemetry.flush();
    stream.close();
    if (!stream.isAnswered()) {
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
      tell(event, () -> {});
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
