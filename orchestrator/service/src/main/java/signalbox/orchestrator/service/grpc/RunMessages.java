package signalbox.orchestrator.service.grpc;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Locale;
import signalbox.ml.v1.CancelRun;
import signalbox.ml.v1.DatasetInput;
import signalbox.ml.v1.Failed;
import signalbox.ml.v1.Finished;
import signalbox.ml.v1.GrantUpload;
import signalbox.ml.v1.InputFile;
import signalbox.ml.v1.LogOutput;
import signalbox.ml.v1.MetricRole;
import signalbox.ml.v1.ModelInput;
import signalbox.ml.v1.RunResponse;
import signalbox.ml.v1.RunSpec;
import signalbox.ml.v1.StartRun;
import signalbox.ml.v1.UploadRequested;
import signalbox.ml.v1.Validation;
import signalbox.orchestrator.core.CancelMode;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunFailure;
import signalbox.orchestrator.core.RunResult;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.s3.PresignedUrls;

/** Between the words of Kafka, of the core and of an ML service. */
final class RunMessages {
  /**
   * Long enough for an orchestrator to come back, short enough for a slot not to be lost for long.
   */
  static final Duration ORPHAN_TIMEOUT = Duration.ofMinutes(10);

  /** In bytes: what is told with the end of an attempt lies in the record of the run, too. */
  private static final int MOST_WITH_END = 16 * 1024;

  private RunMessages() {}

  static StartRun start(
      signalbox.events.v1.StartRun command,
      int attempt,
      long fromSequence,
      boolean attachOnly,
      PresignedUrls urls) {
    StartRun.Builder start =
        StartRun.newBuilder()
            .setRunId(command.getRunId())
            .setAttempt(attempt)
            .setFromSequence(fromSequence)
            .setAttachOnly(attachOnly)
            .setSpec(spec(command.getSpec(), urls))
            .setOrphanTimeout(Times.duration(ORPHAN_TIMEOUT));
    if (command.hasLog()) {
      start.setLog(
          LogOutput.newBuilder()
              .setAddress(command.getLog().getAddress())
              .setKey(
                  ByteString.copyFrom(
                      AttemptLogKey.derive(command.getLog().getKey().toByteArray(), attempt))));
    }
    return start.build();
  }

  private static RunSpec spec(signalbox.events.v1.RunSpec spec, PresignedUrls urls) {
    RunSpec.Builder builder =
        RunSpec.newBuilder()
            .setKind(spec.getKind())
            // A prediction is executed by the algorithm that trained its model.
            .setAlgorithm(spec.hasModel() ? spec.getModel().getAlgorithm() : spec.getAlgorithm())
            .setTask(spec.getTask())
            .setParametersJson(spec.getParametersJson())
            .setTarget(spec.getTarget())
            .addAllExcludedColumns(spec.getExcludedColumnsList())
            .putAllColumnMapping(spec.getColumnMappingMap())
            .setOutputFormat(spec.getOutputFormat());
    if (spec.hasTimeLimit()) {
      builder.setTimeLimit(spec.getTimeLimit());
    }
    if (spec.hasDataset()) {
      builder.setDataset(dataset(spec.getDataset(), urls));
    }
    spec.getInstancesList().forEach(instance -> builder.addInstances(dataset(instance, urls)));
    if (spec.hasValidation()) {
      builder.setValidation(
          Validation.newBuilder()
              .setMethod(spec.getValidation().getMethod())
              .setTestFraction(spec.getValidation().getTestFraction())
              .setFolds(spec.getValidation().getFolds())
              .setSeed(spec.getValidation().getSeed()));
    }
    if (spec.hasModel()) {
      builder.setModel(model(spec.getModel(), urls));
    }
    if (spec.hasWarmStart()) {
      builder.setWarmStart(
          InputFile.newBuilder()
              .setUrl(urls.get(spec.getWarmStart().getObjectKey()))
              .setSha256(spec.getWarmStart().getSha256())
              .setSizeBytes(spec.getWarmStart().getSizeBytes()));
    }
    return builder.build();
  }

  private static DatasetInput dataset(signalbox.events.v1.DatasetRef dataset, PresignedUrls urls) {
    DatasetInput.Builder builder =
        DatasetInput.newBuilder()
            .setUrl(urls.get(dataset.getObjectKey()))
            .setSha256(dataset.getSha256())
            .setSizeBytes(dataset.getSizeBytes())
            .setFormat(dataset.getFormat())
            .setDelimiter(dataset.getDelimiter())
            .setRows(dataset.getRows())
            .setOnlyEmptyMissing(dataset.getOnlyEmptyMissing())
            .setName(dataset.getName());
    dataset
        .getColumnsList()
        .forEach(column ->
            builder.addColumns(
                signalbox.ml.v1.Column.newBuilder()
                    .setName(column.getName())
                    .setType(column.getType())));
    return builder.build();
  }

  static ModelInput model(signalbox.events.v1.ModelRef model, PresignedUrls urls) {
    return ModelInput.newBuilder()
        .setKey(model.getObjectKey())
        .setUrl(urls.get(model.getObjectKey()))
        .setSha256(model.getSha256())
        .setSizeBytes(model.getSizeBytes())
        .setFormat(model.getFormat())
        .build();
  }

  static CancelRun cancel(CancelMode mode, Duration grace) {
    return CancelRun.newBuilder()
        .setMode(
            switch (mode) {
              case GRACEFUL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_GRACEFUL;
              case KILL -> signalbox.ml.v1.CancelMode.CANCEL_MODE_KILL;
            })
        .setGrace(Times.duration(grace))
        .build();
  }

  /**
   * Where the attempt may put the artifact.
   *
   * @param request has a plain name
   */
  static GrantUpload grant(String runId, int attempt, UploadRequested request, PresignedUrls urls) {
    PresignedUrls.Upload upload =
        urls.put(
            PresignedUrls.artifactKey(runId, attempt, request.getArtifact().getName()),
            request.getArtifact().getContentType());
    return GrantUpload.newBuilder()
        .setUploadId(request.getUploadId())
        .setUrl(upload.url())
        .putAllHeaders(upload.headers())
        .build();
  }

  /** True when the event decides about the run; the others are telemetry, or ask for something. */
  static boolean decides(RunResponse response) {
    return switch (response.getEventCase()) {
      case ACCEPTED, STARTED, FINISHED, FAILED, CANCELLED -> true;
      case PROGRESS,
          UPLOAD_COMPLETED,
          METRICS,
          CANCEL_ACKNOWLEDGED,
          CHECKPOINT,
          LOG_TOTALS,
          ENVIRONMENT_CAPTURED,
          UPLOAD_REQUESTED,
          HEARTBEAT,
          EVENT_NOT_SET ->
          false;
    };
  }

  /**
   * True when an attempt has ended and what comes before its end is a little telemetry, so that all
   * of it can be told at once.
   *
   * @param queue events in their order
   */
  static boolean endSoon(Iterable<RunResponse> queue) {
    int bytes = 0;
    for (RunResponse each : queue) {
      if (ends(each)) {
        return true;
      }
      bytes += each.getSerializedSize();
      if (!telemetry(each) || bytes > MOST_WITH_END) {
        return false;
      }
    }
    return false;
  }

  /** True when nothing comes after the event. */
  static boolean ends(RunResponse response) {
    return response.hasFinished() || response.hasFailed() || response.hasCancelled();
  }

  /** True when the event need only be told. */
  private static boolean telemetry(RunResponse response) {
    return switch (response.getEventCase()) {
      case PROGRESS, METRICS, CANCEL_ACKNOWLEDGED, CHECKPOINT, LOG_TOTALS, ENVIRONMENT_CAPTURED ->
          true;
      case ACCEPTED,
          STARTED,
          FINISHED,
          FAILED,
          CANCELLED,
          UPLOAD_REQUESTED,
          UPLOAD_COMPLETED,
          HEARTBEAT,
          EVENT_NOT_SET ->
          false;
    };
  }

  /** The event as the core knows it; telemetry only proves that the attempt lives. */
  static RunEvent.AttemptEvent event(int attempt, RunResponse response) {
    long sequence = response.getSequence();
    return switch (response.getEventCase()) {
      case ACCEPTED -> new RunEvent.Accepted(attempt, sequence);
      case STARTED -> new RunEvent.Started(attempt, sequence);
      case FINISHED -> new RunEvent.Finished(attempt, sequence, result(response.getFinished()));
      case FAILED -> new RunEvent.Failed(attempt, sequence, failure(response.getFailed()));
      case CANCELLED ->
          new RunEvent.Cancelled(attempt, sequence, response.getCancelled().getKilled());
      case PROGRESS,
          METRICS,
          UPLOAD_REQUESTED,
          UPLOAD_COMPLETED,
          CHECKPOINT,
          LOG_TOTALS,
          ENVIRONMENT_CAPTURED,
          CANCEL_ACKNOWLEDGED,
          HEARTBEAT,
          EVENT_NOT_SET ->
          new RunEvent.Contacted(attempt, sequence);
    };
  }

  /** What it means that the event names an artifact as no file may be named. */
  static RunEvent.Failed invalidName(int attempt, RunResponse response, String name) {
    return new RunEvent.Failed(
        attempt,
        response.getSequence(),
        RunFailure.of(
            RunFailure.Kind.PROGRAM,
            "artifact.invalid_name",
            "The artifact name «"
                + name.substring(0, Math.min(100, name.length()))
                + "» is not a plain file name."));
  }

  static RunResult result(Finished finished) {
    return new RunResult(
        finished.getSummaryMap(),
        finished.hasModel()
            ? new RunResult.StoredModel(
                finished.getModel().getArtifactName(),
                finished.getModel().getFormat(),
                finished.getModel().getSignatureJson())
            : null,
        finished.getStoppedEarly(),
        finished.getOutcome());
  }

  static RunFailure failure(Failed failed) {
    RunFailure.Kind kind =
        switch (failed.getKind()) {
          case FAILURE_KIND_INFRASTRUCTURE -> RunFailure.Kind.INFRASTRUCTURE;
          case FAILURE_KIND_TIMEOUT -> RunFailure.Kind.TIMEOUT;
          // Retrying what the service does not call infrastructure would run a program error again.
          case FAILURE_KIND_PROGRAM, FAILURE_KIND_UNSPECIFIED, UNRECOGNIZED ->
              RunFailure.Kind.PROGRAM;
        };
    return new RunFailure(
        kind,
        failed.getCode(),
        failed.getMessage(),
        failed.getPhase(),
        failed.getExceptionType(),
        failed.getStackTrace());
  }

  static String role(MetricRole role) {
    return switch (role) {
      case METRIC_ROLE_LOSS,
          METRIC_ROLE_SCORE,
          METRIC_ROLE_INCUMBENT,
          METRIC_ROLE_BOUND,
          METRIC_ROLE_GAP,
          METRIC_ROLE_SYSTEM ->
          role.name().substring("METRIC_ROLE_".length()).toLowerCase(Locale.ROOT);
      case METRIC_ROLE_OTHER, METRIC_ROLE_UNSPECIFIED, UNRECOGNIZED -> "other";
    };
  }
}
