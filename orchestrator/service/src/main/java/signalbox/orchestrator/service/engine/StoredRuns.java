package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.RunPhase;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.WaitReason;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.v1.RunOrder;
import signalbox.orchestrator.v1.StoredRun;

/** Between a run's state and its record in the changelog. */
final class StoredRuns {
  static final int SCHEMA_VERSION = 1;

  private StoredRuns() {}

  static StoredRun write(
      RunState state,
      String traceparent,
      ByteString startRun,
      List<ByteString> lastStatuses,
      Instant changedAt) {
    StoredRun.Builder builder =
        StoredRun.newBuilder()
            .setSchemaVersion(SCHEMA_VERSION)
            .setRunId(state.runId())
            .setPhase(state.phase().name())
            .setAttempt(state.attempt())
            .setOffers(state.offers())
            .setDoubtful(state.doubtful())
            .setLosses(state.losses())
            .setSequence(state.sequence())
            .setEventSequence(state.eventSequence())
            .setLastContact(Times.timestamp(state.lastContact()))
            .setKilling(state.killing())
            .setTraceparent(traceparent)
            .setStartRun(startRun)
            .addAllLastStatuses(lastStatuses)
            .setChangedAt(Times.timestamp(changedAt));
    signalbox.orchestrator.core.RunOrder order = state.order();
    if (order != null) {
      builder.setOrder(write(order));
    }
    WaitReason wait = state.waitReason();
    if (wait != null) {
      builder.setWaitReason(wait.text()).setWait(WaitReasons.write(wait));
    }
    Placement placement = state.placement();
    if (placement != null) {
      builder.setService(placement.service()).setInstance(placement.instance());
    }
    Instant due = state.due();
    if (due != null) {
      builder.setDue(Times.timestamp(due));
    }
    Instant startedAt = state.startedAt();
    if (startedAt != null) {
      builder.setStartedAt(Times.timestamp(startedAt));
    }
    return builder.build();
  }

  static RunOrder write(signalbox.orchestrator.core.RunOrder order) {
    return RunOrder.newBuilder()
        .setProjectId(order.projectId())
        .setPriority(order.priority())
        .setMaxAttempts(order.maxAttempts())
        .setAlgorithm(order.algorithm())
        .setTimeLimit(Times.duration(order.timeLimit()))
        .setCommandedAt(Times.timestamp(order.commandedAt()))
        .setCommandPartition(order.commandPartition())
        .setCommandOffset(order.commandOffset())
        .build();
  }

  static RunState read(StoredRun stored) {
    return new RunState(
        stored.getRunId(),
        RunPhase.valueOf(stored.getPhase()),
        stored.hasOrder() ? order(stored.getOrder()) : null,
        stored.getAttempt(),
        stored.getOffers(),
        stored.getDoubtful(),
        stored.getLosses(),
        stored.getSequence(),
        placement(stored),
        stored.getEventSequence(),
        Times.instant(stored.getLastContact()),
        stored.hasDue() ? Times.instant(stored.getDue()) : null,
        stored.hasStartedAt() ? Times.instant(stored.getStartedAt()) : null,
        stored.getKilling(),
        stored.hasWait() ? WaitReasons.read(stored.getWait(), stored.getWaitReason()) : null);
  }

  private static @Nullable Placement placement(StoredRun stored) {
    return stored.getInstance().isEmpty()
        ? null
        : new Placement(stored.getService(), stored.getInstance());
  }

  static signalbox.orchestrator.core.RunOrder order(RunOrder order) {
    return new signalbox.orchestrator.core.RunOrder(
        order.getProjectId(),
        order.getPriority(),
        order.getMaxAttempts(),
        order.getAlgorithm(),
        Times.duration(order.getTimeLimit()),
        Times.instant(order.getCommandedAt()),
        order.getCommandPartition(),
        order.getCommandOffset());
  }
}
