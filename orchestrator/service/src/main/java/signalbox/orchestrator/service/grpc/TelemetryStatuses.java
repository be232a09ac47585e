package signalbox.orchestrator.service.grpc;

import signalbox.events.v1.ArtifactStored;
import signalbox.events.v1.CancelAcknowledged;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.CheckpointSaved;
import signalbox.events.v1.EnvironmentCaptured;
import signalbox.events.v1.LogTotals;
import signalbox.events.v1.MetricPoint;
import signalbox.events.v1.MetricsReported;
import signalbox.events.v1.RunProgressed;
import signalbox.events.v1.Status;
import signalbox.ml.v1.ArtifactInfo;
import signalbox.ml.v1.Progress;
import signalbox.ml.v1.RunResponse;
import signalbox.orchestrator.service.s3.PresignedUrls;

/** From an attempt's telemetry to the statuses that tell of it. */
final class TelemetryStatuses {
  private TelemetryStatuses() {}

  /**
   * The status that tells of the event.
   *
   * @param builder has the run and the attempt
   */
  static Status.Builder fill(Status.Builder builder, RunResponse response) {
    builder.setSequence(response.getSequence());
    if (response.hasTime()) {
      builder.setTime(response.getTime());
    }
    return switch (response.getEventCase()) {
      case PROGRESS -> builder.setRunProgressed(progressed(response.getProgress()));
      case METRICS -> builder.setMetricsReported(reported(response));
      case UPLOAD_COMPLETED ->
          builder.setArtifactStored(
              stored(
                  builder.getRunId(),
                  builder.getAttempt(),
                  response.getUploadCompleted().getArtifact()));
      case CANCEL_ACKNOWLEDGED -> builder.setCancelAcknowledged(acknowledged(response));
      case CHECKPOINT ->
          builder.setCheckpointSaved(
              CheckpointSaved.newBuilder()
                  .setArtifactName(response.getCheckpoint().getArtifactName())
                  .setStep(response.getCheckpoint().getStep()));
      case ENVIRONMENT_CAPTURED ->
          builder.setEnvironmentCaptured(
              EnvironmentCaptured.newBuilder()
                  .setEnvironmentJson(response.getEnvironmentCaptured().getEnvironmentJson()));
      case LOG_TOTALS ->
          builder.setLogTotals(
              LogTotals.newBuilder()
                  .setLines(response.getLogTotals().getLines())
                  .setHash(response.getLogTotals().getHash()));
      case HEARTBEAT,
          ACCEPTED,
          STARTED,
          UPLOAD_REQUESTED,
          FINISHED,
          FAILED,
          CANCELLED,
          EVENT_NOT_SET ->
          throw new IllegalArgumentException(response.getEventCase() + " is no telemetry");
    };
  }

  private static RunProgressed progressed(Progress progress) {
    return RunProgressed.newBuilder()
        .setFraction(progress.getFraction())
        .setDone(progress.getDone())
        .setTotal(progress.getTotal())
        .setUnit(progress.getUnit())
        .setPhase(progress.getPhase())
        .build();
  }

  private static MetricsReported reported(RunResponse response) {
    MetricsReported.Builder builder = MetricsReported.newBuilder();
    for (signalbox.ml.v1.MetricPoint point : response.getMetrics().getPointsList()) {
      MetricPoint.Builder copy =
          MetricPoint.newBuilder()
              .setKey(point.getKey())
              .setStep(point.getStep())
              .setValue(point.getValue())
              .setRole(RunMessages.role(point.getRole()));
      if (point.hasTime()) {
        copy.setTime(point.getTime());
      } else if (response.hasTime()) {
        copy.setTime(response.getTime());
      }
      builder.addPoints(copy);
    }
    return builder.build();
  }

  private static ArtifactStored stored(String runId, int attempt, ArtifactInfo artifact) {
    return ArtifactStored.newBuilder()
        .setName(artifact.getName())
        .setObjectKey(PresignedUrls.artifactKey(runId, attempt, artifact.getName()))
        .setContentType(artifact.getContentType())
        .setSizeBytes(artifact.getSizeBytes())
        .setSha256(artifact.getSha256())
        .setRole(artifact.getRole())
        .build();
  }

  private static CancelAcknowledged acknowledged(RunResponse response) {
    return CancelAcknowledged.newBuilder()
        .setMode(
            switch (response.getCancelAcknowledged().getMode()) {
              case CANCEL_MODE_KILL -> CancelMode.CANCEL_MODE_KILL;
              case CANCEL_MODE_GRACEFUL, CANCEL_MODE_UNSPECIFIED, UNRECOGNIZED ->
                  CancelMode.CANCEL_MODE_GRACEFUL;
            })
        .build();
  }
}
