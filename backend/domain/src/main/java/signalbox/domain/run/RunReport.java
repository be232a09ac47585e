package signalbox.domain.run;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.model.ModelSignature;

/**
 * What the orchestrator says of a run.
 *
 * @param attempt 0 before the first
 * @param sequence for a {@link Lifecycle} content: from 1 within the run, the same number for the
 *     same status; for other contents: the number of the ML service's event within the attempt
 */
public record RunReport(int attempt, long sequence, Instant time, Content content) {

  /** What is said. */
  public sealed interface Content {}

  /** Says where the run is now. */
  public sealed interface Lifecycle extends Content {
    /** The state that the run has, by this. */
    RunStatus status();

    /** What the timeline calls it. */
    RunEventType eventType();
  }

  /**
   * It waits.
   *
   * @param reason in the user's words; empty when it starts at once
   * @param waitReason the same for a program; null when it starts at once
   */
  public record Queued(
      String reason, int commandPartition, long commandOffset, @Nullable WaitReason waitReason)
      implements Lifecycle {
    public Queued(String reason, int commandPartition, long commandOffset) {
      this(
          reason,
          commandPartition,
          commandOffset,
          reason.isEmpty() ? null : WaitReason.other(reason));
    }

    @Override
    public RunStatus status() {
      return RunStatus.QUEUED;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.QUEUED;
    }
  }

  /** An attempt was handed to an instance. */
  public record Starting(String service, String instance) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.STARTING;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.STARTING;
    }
  }

  /** User code began. */
  public record Started(String service, String instance) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.RUNNING;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.RUNNING;
    }
  }

  /** Nothing was heard for a lease. */
  public record LostContact(String reason) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.LOST_CONTACT;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.LOST_CONTACT;
    }
  }

  /** The same attempt came back. */
  public record Regained() implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.RUNNING;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.REGAINED;
    }
  }

  /** An attempt was lost; another follows. */
  public record Retrying(int failedAttempt, String reason, Instant nextAttemptAt)
      implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.RETRYING;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.RETRYING;
    }
  }

  /**
   * It ended well.
   *
   * @param model null when it stored none
   * @param outcome how a solve came out; null for other kinds, and when nobody said
   */
  public record Succeeded(
      Map<String, Double> summary,
      @Nullable StoredModel model,
      boolean stoppedEarly,
      @Nullable SolveOutcome outcome)
      implements Lifecycle {
    public Succeeded {
      summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
    }

    /** Of a run that is no solve. */
    public Succeeded(
        Map<String, Double> summary, @Nullable StoredModel model, boolean stoppedEarly) {
      this(summary, model, stoppedEarly, null);
    }

    @Override
    public RunStatus status() {
      return RunStatus.SUCCEEDED;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.SUCCEEDED;
    }
  }

  public record Failed(Failure failure) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.FAILED;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.FAILED;
    }
  }

  /**
   * @param killed it could not save what it had
   */
  public record Cancelled(boolean killed) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.CANCELLED;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.CANCELLED;
    }
  }

  public record TimedOut(String message) implements Lifecycle {
    @Override
    public RunStatus status() {
      return RunStatus.TIMED_OUT;
    }

    @Override
    public RunEventType eventType() {
      return RunEventType.TIMED_OUT;
    }
  }

  public record Progressed(double fraction, long done, long total, String unit, String phase)
      implements Content {}

  /** Bytes lie in the object store. */
  public record ArtifactStored(
      String name,
      String objectKey,
      String contentType,
      long sizeBytes,
      String sha256,
      ArtifactRole role)
      implements Content {}

  /** The request to stop has left the orchestrator for the instance that executes the run. */
  public record CancelDelivered(CancelMode mode, String instance) implements Content {}

  /** A checkpoint or an incumbent is stored. */
  public record CheckpointSaved(String artifactName, long step) implements Content {}

  /**
   * Where the attempt executes.
   *
   * @param environment plain JSON values
   */
  public record EnvironmentCaptured(Map<String, Object> environment) implements Content {
    public EnvironmentCaptured {
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
  }

  /** The attempt knows that it is to stop. */
  public record CancelAcknowledged(CancelMode mode) implements Content {}

  /**
   * The model of a training.
   *
   * @param artifactName the artifact that holds its bytes
   * @param signature null when it could not be read; the model cannot be used then
   */
  public record StoredModel(
      String artifactName, String format, @Nullable ModelSignature signature) {}
}
