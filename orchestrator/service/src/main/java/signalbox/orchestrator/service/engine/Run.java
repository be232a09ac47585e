package signalbox.orchestrator.service.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.StartRun;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.service.grpc.AttemptSession;
import signalbox.orchestrator.service.tracing.Tracing;
import signalbox.orchestrator.v1.StoredRun;

/** What the engine keeps of one run beside its state. Touched by the engine's thread alone. */
final class Run extends Kept {
  RunState state;

  /** What it is worth to its study; absent for other runs. */
  @Nullable Trial trial;

  @Nullable AttemptSession session;

  /** The time in the queue; absent while it does not wait, and after a takeover. */
  Tracing.@Nullable Begun waiting;

  /** The trace context that its streams are opened under; empty: that of the command. */
  String granted = "";

  /** The stop that was last told to have left for the instance. */
  @Nullable CancelMode stopDelivered;

  /** How many streams have broken without a word in between. */
  int brokenInARow;

  /** For when a timer is set. */
  @Nullable Instant timerAt;

  /** When it was last told why it waits. */
  Instant toldWhyAt = Instant.EPOCH;

  Run(int partition, RunState state) {
    this(partition, state.runId(), state);
  }

  Run(int partition, String key, RunState state) {
    super(partition, key);
    this.state = state;
  }

  @Override
  String id() {
    return state.runId();
  }

  @Override
  StoredRun stored(Instant now) {
    StoredRun record = StoredRuns.write(state, traceparent, startRun, statusBytes(), now);
    Trial known = trial;
    return known == null ? record : record.toBuilder().setTrial(StoredStudies.write(known)).build();
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
