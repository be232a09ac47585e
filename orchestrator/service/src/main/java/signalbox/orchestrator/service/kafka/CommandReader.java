package signalbox.orchestrator.service.kafka;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.CancelRun;
import signalbox.events.v1.Command;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.Predict;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.StartRun;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.KnownProgress;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.StudyEvent;

/** From the bytes of a command to what it asks for. */
public final class CommandReader {
  /** The newest version that is understood. */
  public static final int SCHEMA_VERSION = 1;

  private static final int DEFAULT_ATTEMPTS = 3;

  /** Of a trial: a study is to have its number of trials, however often instances die. */
  private static final int DEFAULT_TRIAL_ATTEMPTS = 100;

  private static final int LOG_KEY_BYTES = 32;
  private static final Duration PREDICT_DEADLINE = Duration.ofSeconds(10);

  /** What was read. */
  public sealed interface Read {
    /**
     * An event of a run; {@code startRun} is empty for a cancel. What is cancelled may be a study.
     */
    record ForRun(String runId, RunEvent event, ByteString startRun) implements Read {}

    /**
     * An event of a study.
     *
     * @param startRun empty for a change
     * @param order what is true of each of its trials; absent for a change
     */
    record ForStudy(String studyId, StudyEvent event, ByteString startRun, @Nullable RunOrder order)
        implements Read {}

    /** An online prediction. */
    record ForPrediction(Predict predict, Instant deadline) implements Read {}

    /** Log lines that did not arrive. */
    record ForLogs(ResendLogs resend) implements Read {}

    /**
     * Nothing that can be understood.
     *
     * @param errorClass {@code undecodable}, {@code version} or {@code incomplete}
     */
    record Poison(String cause, String errorClass) implements Read {
      Poison(String cause) {
        this(cause, "incomplete");
      }
    }
  }

  private CommandReader() {}

  /** Reads one command; never throws. */
  public static Read read(byte[] bytes, int partition, long offset) {
    Command command;
    try {
      command = Command.parseFrom(bytes);
    } catch (InvalidProtocolBufferException undecodable) {
      return new Read.Poison("not a command: " + undecodable.getMessage(), "undecodable");
    }
    if (command.getSchemaVersion() > SCHEMA_VERSION || command.getSchemaVersion() < 1) {
      return new Read.Poison(
          "schema_version "
              + command.getSchemaVersion()
              + " is not understood, only "
              + SCHEMA_VERSION,
          "version");
    }
    if (command.getCommandId().isEmpty()) {
      return new Read.Poison("command_id is missing");
    }
    return switch (command.getCommandCase()) {
      case START_RUN -> start(command, command.getStartRun(), partition, offset);
      case CANCEL_RUN -> cancel(command.getCancelRun());
      case PREDICT -> predict(command, command.getPredict());
      case RESEND_LOGS -> resend(command.getResendLogs());
      case CHANGE_STUDY -> StudyReader.change(command.getChangeStudy());
      case COMMAND_NOT_SET -> new Read.Poison("command is missing");
    };
  }

  private static Read start(Command command, StartRun start, int partition, long offset) {
    String algorithm =
        start.getSpec().getAlgorithm().isEmpty()
            ? start.getSpec().getModel().getAlgorithm()
            : start.getSpec().getAlgorithm();
    if (start.getRunId().isEmpty()) {
      return new Read.Poison("start_run.run_id is missing");
    }
    if (start.getProjectId().isEmpty()) {
      return new Read.Poison("start_run.project_id is missing");
    }
    if (start.getSpec().getKind().isEmpty()) {
      return new Read.Poison("start_run.spec.kind is missing");
    }
    if (algorithm.isEmpty()) {
      return new Read.Poison("start_run.spec.algorithm is missing");
    }
    if (start.getMaxAttempts() < 0) {
      return new Read.Poison("start_run.max_attempts is negative");
    }
    if (start.hasLog() && start.getLog().getAddress().isEmpty()) {
      return new Read.Poison("start_run.log.address is missing");
    }
    if (start.hasLog() && start.getLog().getKey().size() != LOG_KEY_BYTES) {
      return new Read.Poison("start_run.log.key must have " + LOG_KEY_BYTES + " bytes");
    }
    boolean study = start.getSpec().getKind().equals(StudyReader.KIND);
    int attempts = study ? DEFAULT_TRIAL_ATTEMPTS : DEFAULT_ATTEMPTS;
    RunOrder order =
        new RunOrder(
            start.getProjectId(),
            start.getPriority(),
            start.getMaxAttempts() == 0 ? attempts : start.getMaxAttempts(),
            algorithm,
            Times.duration(start.getSpec().getTimeLimit()),
            Times.instant(command.getTime()),
            partition,
            offset);
    if (study) {
      return StudyReader.start(start, order);
    }
    return new Read.ForRun(
        start.getRunId(),
        new RunEvent.StartCommanded(
            order, new KnownProgress(start.getKnownSequence(), start.getKnownAttempt())),
        start.toByteString());
  }

  private static Read cancel(CancelRun cancel) {
    if (cancel.getRunId().isEmpty()) {
      return new Read.Poison("cancel_run.run_id is missing");
    }
    CancelMode mode =
        switch (cancel.getMode()) {
          case CANCEL_MODE_KILL -> CancelMode.KILL;
          case CANCEL_MODE_GRACEFUL, CANCEL_MODE_UNSPECIFIED, UNRECOGNIZED -> CancelMode.GRACEFUL;
        };
    return new Read.ForRun(
        cancel.getRunId(),
        new RunEvent.CancelCommanded(
            mode,
            Times.duration(cancel.getGrace()),
            new KnownProgress(cancel.getKnownSequence(), cancel.getKnownAttempt())),
        ByteString.EMPTY);
  }

  private static Read predict(Command command, Predict predict) {
    if (predict.getPredictionId().isEmpty()) {
      return new Read.Poison("predict.prediction_id is missing");
    }
    if (predict.getModel().getObjectKey().isEmpty()
        || predict.getModel().getAlgorithm().isEmpty()) {
      return new Read.Poison("predict.model is missing or incomplete");
    }
    Instant deadline =
        predict.hasDeadline()
            ? Times.instant(predict.getDeadline())
            : Times.instant(command.getTime()).plus(PREDICT_DEADLINE);
    return new Read.ForPrediction(predict, deadline);
  }

  private static Read resend(ResendLogs resend) {
    if (resend.getRunId().isEmpty()) {
      return new Read.Poison("resend_logs.run_id is missing");
    }
    if (resend.getAttempt() < 1) {
      return new Read.Poison("resend_logs.attempt is missing");
    }
    if (resend.getInstance().isEmpty()) {
      return new Read.Poison("resend_logs.instance is missing");
    }
    for (LineRange range : resend.getRangesList()) {
      if (range.getFrom() < 1 || range.getTo() < range.getFrom()) {
        return new Read.Poison(
            "resend_logs.ranges has " + range.getFrom() + " to " + range.getTo());
      }
    }
    return new Read.ForLogs(resend);
  }
}
