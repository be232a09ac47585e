package signalbox.orchestrator.service.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.CancelDelivered;
import signalbox.events.v1.ModelStored;
import signalbox.events.v1.RunCancelled;
import signalbox.events.v1.RunFailed;
import signalbox.events.v1.RunLostContact;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunRegained;
import signalbox.events.v1.RunRetrying;
import signalbox.events.v1.RunStarted;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.RunTimedOut;
import signalbox.events.v1.Status;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.LifecycleStatus;
import signalbox.orchestrator.core.RunFailure;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.RunResult;
import signalbox.orchestrator.core.WaitReason;
import signalbox.orchestrator.service.kafka.Times;

/** From the core's lifecycle statuses to those of Kafka. */
final class LifecycleStatuses {
  private LifecycleStatuses() {}

  static Status.Builder fill(
      Status.Builder builder, LifecycleStatus status, @Nullable RunOrder order) {
    return switch (status) {
      case LifecycleStatus.Queued queued -> {
        RunQueued.Builder message = RunQueued.newBuilder();
        WaitReason reason = queued.reason();
        if (reason != null) {
          message.setReason(reason.text()).setWait(WaitReasons.write(reason));
        }
        if (order != null) {
          message
              .setCommandPartition(order.commandPartition())
              .setCommandOffset(order.commandOffset());
        }
        yield builder.setRunQueued(message);
      }
      case LifecycleStatus.Starting starting ->
          builder.setRunStarting(
              RunStarting.newBuilder()
                  .setService(starting.placement().service())
                  .setInstance(starting.placement().instance()));
      case LifecycleStatus.Started started ->
          builder.setRunStarted(
              RunStarted.newBuilder()
                  .setService(started.placement().service())
                  .setInstance(started.placement().instance()));
      case LifecycleStatus.LostContact lost ->
          builder.setRunLostContact(RunLostContact.newBuilder().setReason(lost.reason()));
      case LifecycleStatus.Regained _ -> builder.setRunRegained(RunRegained.getDefaultInstance());
      case LifecycleStatus.Retrying retrying ->
          builder.setRunRetrying(
              RunRetrying.newBuilder()
                  .setFailedAttempt(retrying.failedAttempt())
                  .setReason(retrying.reason())
                  .setNextAttemptAt(Times.timestamp(retrying.nextAttemptAt())));
      case LifecycleStatus.Succeeded succeeded ->
          builder.setRunSucceeded(succeeded(succeeded.result()));
      case LifecycleStatus.Failed failed -> builder.setRunFailed(failed(failed.failure()));
      case LifecycleStatus.Cancelled cancelled ->
          builder.setRunCancelled(RunCancelled.newBuilder().setKilled(cancelled.killed()));
      case LifecycleStatus.TimedOut timedOut ->
          builder.setRunTimedOut(RunTimedOut.newBuilder().setMessage(timedOut.message()));
    };
  }

  /** The request to stop has left for the instance that executes the run. */
  static CancelDelivered delivered(CancelMode mode, String instance) {
    return CancelDelivered.newBuilder()
        .setMode(
            switch (mode) {
              case GRACEFUL -> signalbox.events.v1.CancelMode.CANCEL_MODE_GRACEFUL;
              case KILL -> signalbox.events.v1.CancelMode.CANCEL_MODE_KILL;
            })
        .setInstance(instance)
        .build();
  }

  private static RunSucceeded succeeded(RunResult result) {
    RunSucceeded.Builder builder =
        RunSucceeded.newBuilder()
            .putAllSummary(result.summary())
            .setStoppedEarly(result.stoppedEarly())
            .setOutcome(result.outcome());
    RunResult.StoredModel model = result.model();
    if (model != null) {
      builder.setModel(
          ModelStored.newBuilder()
              .setArtifactName(model.artifactName())
              .setFormat(model.format())
              .setSignatureJson(model.signatureJson()));
    }
    return builder.build();
  }

  private static RunFailed failed(RunFailure failure) {
    return RunFailed.newBuilder()
        .setKind(
            switch (failure.kind()) {
              case PROGRAM, INFRASTRUCTURE -> failure.kind().name().toLowerCase(Locale.ROOT);
              case TIMEOUT -> "program";
            })
        .setCode(failure.code())
        .setMessage(failure.message())
        .setPhase(failure.phase())
        .setExceptionType(failure.exceptionType())
        .setStackTrace(failure.stackTrace())
        .build();
  }
}
