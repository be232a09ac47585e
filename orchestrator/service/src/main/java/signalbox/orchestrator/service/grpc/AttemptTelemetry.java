package signalbox.orchestrator.service.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.events.v1.Status;
import signalbox.ml.v1.MetricPoint;
import signalbox.ml.v1.RunResponse;

/**
 * What an attempt tells that decides nothing, on its way to the status topic, in its order.
 * Progress is held back for a moment; the totals of the log, and whatever is close to the end,
 * until the decision that they come before.
 *
 * <p>Guarded by the lock of the session: the caller holds it. What comes back later, after a while
 * or from Kafka, comes on the executor and takes it.
 */
final class AttemptTelemetry {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptTelemetry.class);

  private final AttemptSession.Surroundings around;
  private final Object lock;
  private final AttemptSession.Subject subject;
  private final int attempt;
  private final AttemptStream stream;
  private final Acknowledgements acknowledgements;
  private final Runnable goOn;

  // Guarded by lock.
  private final LatestProgress progress = new LatestProgress();
  private boolean progressScheduled;
  private final List<HeldEvent> held = new ArrayList<>();
  private int unstored;

  /**
   * @param lock the session's
   * @param goOn run under the lock whenever Kafka has one more status: a decision may wait for it
   */
  AttemptTelemetry(
      AttemptSession.Surroundings around,
      Object lock,
      AttemptSession.Subject subject,
      int attempt,
      AttemptStream stream,
      Acknowledgements acknowledgements,
      Runnable goOn) {
    this.around = around;
    this.lock = lock;
    this.subject = subject;
    this.attempt = attempt;
    this.stream = stream;
    this.acknowledgements = acknowledgements;
    this.goOn = goOn;
  }

  /** True when Kafka has all that was written. */
  boolean isStored() {
    return unstored == 0;
  }

  void tell(RunResponse response) {
    // What was held back comes first: the order of a run's events is kept.
    flush();
    report(response);
    write(acknowledgements.hold(response), status(response));
  }

  /** Tells the values of the metric to whoever wants to hear them. */
  private void report(RunResponse response) {
    AttemptSession.Watched watched = subject.watched();
    if (watched != null) {
      for (MetricPoint point : response.getMetrics().getPointsList()) {
        if (point.getKey().equals(watched.metric())) {
          watched.values().take(point.getStep(), point.getValue());
        }
      }
    }
  }

  /** The status that tells of the event. */
  Status status(RunResponse response) {
    return TelemetryStatuses.fill(
            around.writer().status().setRunId(runId()).setAttempt(attempt), response)
        .build();
  }

  private void write(StoredEvents.Entry entry, Status status) {
    unstored++;
    CompletableFuture<Void> stored =
        around.writer().send(subject.key(), status, stream.traceparent());
    // Not on Kafka's own thread: it must never wait for this lock.
    var _ =
        stored.whenCompleteAsync(
            (_, failure) -> {
              if (failure == null) {
                synchronized (lock) {
                  unstored--;
                  acknowledgements.stored(entry);
                  goOn.run();
                }
              } else {
                LOG.warn("A status of run {} was not stored: {}", runId(), failure.toString());
              }
            },
            around.executor());
  }

  private String runId() {
    return subject.command().getRunId();
  }

  void holdProgress(RunResponse response) {
    if (!held.isEmpty()) {
      flush();
    }
    HeldEvent superseded = progress.hold(response, acknowledgements.hold(response));
    if (superseded != null) {
      acknowledgements.stored(superseded.entry());
    }
    Duration patience = progress.patience();
    if (!patience.isPositive()) {
      flush();
    } else if (!progressScheduled) {
      progressScheduled = true;
      around.later(
          patience.plusMillis(1),
          () -> {
            synchronized (lock) {
              progressScheduled = false;
              if (!stream.isClosed()) {
                flush();
              }
            }
          });
    }
  }

  boolean holdsTotals() {
    return held.stream().anyMatch(each -> each.response().hasLogTotals());
  }

  /** Holds it for the decision that it comes before. */
  void hold(RunResponse response) {
    holdLatestProgress();
    report(response);
    held.add(new HeldEvent(response, acknowledgements.hold(response)));
  }

  private void holdLatestProgress() {
    HeldEvent latest = progress.take();
    if (latest != null) {
      held.add(latest);
    }
  }

  /** What was held, in its order, for the decision that it came before. */
  List<HeldEvent> take() {
    holdLatestProgress();
    List<HeldEvent> taken = List.copyOf(held);
    held.clear();
    return taken;
  }

  /** No decision takes it now, so that what was held is told by itself. */
  void flush() {
    take().forEach(each -> write(each.entry(), status(each.response())));
  }
}
