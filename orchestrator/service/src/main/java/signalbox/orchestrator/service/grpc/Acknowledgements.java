package signalbox.orchestrator.service.grpc;

import java.time.Duration;
import signalbox.ml.v1.Acknowledge;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;

/**
 * Tells the service up to which event all is stored, so that it may forget, and lets one more event
 * come for each that is stored.
 *
 * <p>Guarded by the lock of the session: the caller holds it, and what comes back later takes it.
 */
final class Acknowledgements {
  static final Duration EVERY = Duration.ofMillis(200);

  private final AttemptSession.Surroundings around;
  private final Object lock;
  private final AttemptStream stream;

  // Guarded by lock.
  private final StoredEvents events;
  private boolean scheduled;

  /**
   * @param lock the session's
   * @param fromSequence the last event that was stored before
   */
  Acknowledgements(
      AttemptSession.Surroundings around, Object lock, AttemptStream stream, long fromSequence) {
    this.around = around;
    this.lock = lock;
    this.stream = stream;
    this.events = new StoredEvents(fromSequence);
  }

  /** Up to which event everything is stored. */
  long storedUpTo() {
    return events.upTo();
  }

  /** Holds the next event until it is stored; called in the order of the events. */
  StoredEvents.Entry hold(RunResponse response) {
    return events.hold(response.getSequence());
  }

  /** The event is stored, or need not be: the service hears of it within {@link #EVERY}. */
  void stored(StoredEvents.Entry entry) {
    events.stored(entry);
    stream.more();
    if (events.owesAcknowledgement() && !scheduled) {
      scheduled = true;
      around.later(
          EVERY,
          () -> {
            synchronized (lock) {
              scheduled = false;
              acknowledge();
            }
          });
    }
  }

  /** Tells the service at once, if there is anything that it does not know yet. */
  void acknowledge() {
    if (events.owesAcknowledgement() && !stream.isClosed()) {
      stream.send(
          RunRequest.newBuilder()
              .setAcknowledge(Acknowledge.newBuilder().setSequence(events.acknowledge()))
              .build());
    }
  }
}
