package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.service.grpc.AttemptSession;

/** What the engine keeps of one run beside its state. Touched by the engine's thread alone. */
final class Run {
  final int partition;
  RunState state;
  ByteString startRun = ByteString.EMPTY;
  String traceparent = "";

  /** The statuses of the last decision that had any, as the changelog has them. */
  List<Status> statuses = List.of();

  /** Statuses of decisions that are not stored yet. */
  final List<Status> unsent = new ArrayList<>();

  @Nullable AttemptSession session;

  /** The stop that was last told to have left for the instance. */
  @Nullable CancelMode stopDelivered;

  /** How many streams have broken without a word in between. */
  int brokenInARow;

  /** For when a timer is set. */
  @Nullable Instant timerAt;

  /** When it was last told why it waits. */
  Instant toldWhyAt = Instant.EPOCH;

  Run(int partition, RunState state) {
    this.partition = partition;
    this.state = state;
  }

  String id() {
    return state.runId();
  }

  /** The command that the run began with. */
  StartRun command() {
    try {
      return StartRun.parseFrom(startRun);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("The command of run " + id(), broken);
    }
  }

  /** True while the attempt is the one that has the say. */
  boolean current(int attempt) {
    return state.attempt() == attempt && state.phase().holdsSlot();
  }
}
