package signalbox.orchestrator.service.grpc;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.CancelRun;
import signalbox.ml.v1.RunRequest;
import signalbox.orchestrator.core.CancelMode;

/**
 * The request to stop an attempt: kept until the stream is open and the run is surely still this
 * orchestrator's, then sent, then told as delivered once somebody has answered on the stream.
 *
 * <p>Guarded by the lock of the session: the caller holds it, and what comes back later takes it.
 */
final class StopDelivery {
  private final AttemptSession.Surroundings around;
  private final Object lock;
  private final AttemptStream stream;
  private final Consumer<CancelMode> delivered;

  // Guarded by lock.
  private @Nullable CancelRun cancel;

  /** The stop that somebody has asked for; null while the attempt is only done away with. */
  private @Nullable CancelMode wanted;

  private boolean waits;
  private boolean sent;

  /**
   * @param lock the session's
   * @param delivered hears of the stop that was asked for, under the lock
   */
  StopDelivery(
      AttemptSession.Surroundings around,
      Object lock,
      AttemptStream stream,
      Consumer<CancelMode> delivered) {
    this.around = around;
    this.lock = lock;
    this.stream = stream;
    this.delivered = delivered;
  }

  /** Somebody asks for a stop: it is delivered now, or once the stream is open. */
  void ask(CancelMode mode, Duration grace) {
    wanted = mode;
    request(mode, grace);
  }

  /** Tells the attempt to end at once, which nobody has asked for: nobody hears of it either. */
  void abandon() {
    wanted = null;
    kill();
  }

  /** Tells the attempt to end at once; what was asked for stays asked for. */
  void kill() {
    request(CancelMode.KILL, Duration.ZERO);
  }

  private void request(CancelMode mode, Duration grace) {
    cancel = RunMessages.cancel(mode, grace);
    deliver();
  }

  /** Sends what was requested, if anything was, now or as soon as it may. */
  void deliver() {
    CancelRun pending = cancel;
    if (pending == null || stream.isClosed() || !stream.isOpen()) {
      return;
    }
    if (around.mayAct().getAsBoolean()) {
      stream.send(RunRequest.newBuilder().setCancel(pending).build());
      sent = true;
      tellDelivered();
    } else if (!waits) {
      waits = true;
      around.later(
          AttemptSession.LEASE_AGAIN,
          () -> {
            synchronized (lock) {
              waits = false;
              deliver();
            }
          });
    }
  }

  /** A stream on which nobody has ever answered may lead nowhere. */
  void tellDelivered() {
    CancelMode mode = wanted;
    if (sent && stream.isAnswered() && mode != null) {
      sent = false;
      delivered.accept(mode);
    }
  }
}
