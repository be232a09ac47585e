package signalbox.presentation.kafka.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.log.LogReported;
import signalbox.application.run.RunReported;
import signalbox.application.study.StudyReported;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogTotals;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Failure;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.Task;
import signalbox.domain.run.WaitReason;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.MetricInfo;
import signalbox.domain.service.ServiceFacts;
import signalbox.domain.service.ServiceInstance;
import signalbox.events.v1.RunFailed;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.Status;

/** From the bytes of a status to what it says. Thread-safe; has no state. */
final class StatusDecoder {
  /** The newest version that is understood. */
  private static final int SCHEMA_VERSION = 1;

  private static final int MAX_ENVIRONMENT = 64 * 1024;
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private StatusDecoder() {}

  /** What a status says. */
  sealed interface Decoded {
    record OfRun(RunReported message) implements Decoded {}

    record OfLog(LogReported message) implements Decoded {}

    record OfMetrics(MetricsReported message) implements Decoded {}

    record OfPrediction(PredictionAnswered message) implements Decoded {}

    record OfStudy(StudyReported message) implements Decoded {}

    record OfService(ServiceInstance message) implements Decoded {}

    /** Of a kind that a newer writer knows and this reader does not. */
    record Unknown() implements Decoded {}
  }

  /** A status that cannot be read, now or ever. */
  static final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableException(String message) {
      super(message);
    }
  }

  static Decoded decode(byte @Nullable [] bytes, int partition, long offset)
      throws UndecodableException {
    if (bytes == null) {
      throw new UndecodableException("the value is missing");
    }
    Status status;
    try {
      status = Status.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableException("not a status: " + e.getMessage());
    }
    if (status.getSchemaVersion() < 1 || status.getSchemaVersion() > SCHEMA_VERSION) {
      throw new UndecodableException(
          "schema_version "
              + status.getSchemaVersion()
              + " is not understood, only "
              + SCHEMA_VERSION);
    }
    Instant time = instant(status.getTime());
    return switch (status.getStatusCase()) {
      case RUN_QUEUED,
          RUN_STARTING,
          RUN_STARTED,
          RUN_LOST_CONTACT,
          RUN_RETRYING,
          RUN_SUCCEEDED,
          RUN_FAILED,
          RUN_CANCELLED,
          RUN_TIMED_OUT,
          RUN_REGAINED,
          RUN_PROGRESSED,
          ARTIFACT_STORED,
          CANCEL_DELIVERED,
          CHECKPOINT_SAVED,
          ENVIRONMENT_CAPTURED,
          CANCEL_ACKNOWLEDGED ->
          new Decoded.OfRun(
              new RunReported(
                  run(status),
                  new RunReport(status.getAttempt(), status.getSequence(), time, content(status)),
                  partition,
                  offset));
      case METRICS_REPORTED -> new Decoded.OfMetrics(metrics(status));
      case PREDICTION_ANSWERED -> new Decoded.OfPrediction(prediction(status));
      case TRIAL_BEGUN, TRIAL_ENDED, STUDY_CHANGED ->
          new Decoded.OfStudy(new StudyReported(run(status), StudyDecoder.decode(status, time)));
      case SERVICE_DESCRIBED -> new Decoded.OfService(service(status.getServiceDescribed(), time));
      case LOG_TOTALS ->
          new Decoded.OfLog(new LogReported.Totals(attempt(status), totals(status.getLogTotals())));
      case LOGS_RESENT -> new Decoded.OfLog(resent(status));
      case STATUS_NOT_SET -> new Decoded.Unknown();
    };
  }

  private static LogAttemptId attempt(Status status) throws UndecodableException {
    if (status.getAttempt() < 1) {
      throw new UndecodableException("attempt is missing");
    }
    return new LogAttemptId(LogId.of(run(status)), status.getAttempt());
  }

  private static LogTotals totals(signalbox.events.v1.LogTotals totals)
      throws UndecodableException {
    if (totals.getLines() < 0 || totals.getLines() == Long.MAX_VALUE) {
      throw new UndecodableException("the number of lines is out of range");
    }
    return new LogTotals(totals.getLines(), plain(totals.getHash()));
  }

  private static LogReported.Resent resent(Status status) throws UndecodableException {
    var answer = status.getLogsResent();
    List<LineRange> missing = new ArrayList<>();
    for (var range : answer.getMissingList()) {
      if (range.getFrom() < 1 || range.getTo() < range.getFrom()) {
        throw new UndecodableException("a range of lines is none");
      }
      missing.add(new LineRange(range.getFrom(), Math.min(range.getTo(), Long.MAX_VALUE - 1)));
    }
    return new LogReported.Resent(
        attempt(status),
        word(LogReported.Outcome.class, answer.getOutcome())
            .orElse(LogReported.Outcome.UNREACHABLE),
        answer.getLinesSent(),
        LineRanges.of(missing),
        answer.hasTotals() ? totals(answer.getTotals()) : null);
  }

  private static RunReport.Content content(Status status) throws UndecodableException {
    return switch (status.getStatusCase()) {
      case RUN_QUEUED ->
          new RunReport.Queued(
              plain(status.getRunQueued().getReason()),
              status.getRunQueued().getCommandPartition(),
              status.getRunQueued().getCommandOffset(),
              waitReason(status.getRunQueued()));
      case RUN_STARTING ->
          new RunReport.Starting(
              plain(status.getRunStarting().getService()),
              plain(status.getRunStarting().getInstance()));
      case RUN_STARTED ->
          new RunReport.Started(
              plain(status.getRunStarted().getService()),
              plain(status.getRunStarted().getInstance()));
      case RUN_LOST_CONTACT ->
          new RunReport.LostContact(plain(status.getRunLostContact().getReason()));
      case RUN_RETRYING ->
          new RunReport.Retrying(
              status.getRunRetrying().getFailedAttempt(),
              plain(status.getRunRetrying().getReason()),
              instant(status.getRunRetrying().getNextAttemptAt()));
      case RUN_SUCCEEDED -> succeeded(status.getRunSucceeded());
      case RUN_FAILED -> new RunReport.Failed(failure(status.getRunFailed()));
      case RUN_CANCELLED -> new RunReport.Cancelled(status.getRunCancelled().getKilled());
      case RUN_TIMED_OUT -> new RunReport.TimedOut(plain(status.getRunTimedOut().getMessage()));
      case RUN_REGAINED -> new RunReport.Regained();
      case RUN_PROGRESSED ->
          new RunReport.Progressed(
              status.getRunProgressed().getFraction(),
              status.getRunProgressed().getDone(),
              status.getRunProgressed().getTotal(),
              plain(status.getRunProgressed().getUnit()),
              plain(status.getRunProgressed().getPhase()));
      case ARTIFACT_STORED ->
          new RunReport.ArtifactStored(
              plain(status.getArtifactStored().getName()),
              plain(status.getArtifactStored().getObjectKey()),
              plain(status.getArtifactStored().getContentType()),
              status.getArtifactStored().getSizeBytes(),
              plain(status.getArtifactStored().getSha256()),
              word(ArtifactRole.class, status.getArtifactStored().getRole())
                  .orElse(ArtifactRole.OTHER));
      case CANCEL_ACKNOWLEDGED ->
          new RunReport.CancelAcknowledged(mode(status.getCancelAcknowledged().getMode()));
      case CANCEL_DELIVERED ->
          new RunReport.CancelDelivered(
              mode(status.getCancelDelivered().getMode()),
              plain(status.getCancelDelivered().getInstance()));
      case CHECKPOINT_SAVED ->
          new RunReport.CheckpointSaved(
              plain(status.getCheckpointSaved().getArtifactName()),
              status.getCheckpointSaved().getStep());
      case ENVIRONMENT_CAPTURED ->
          new RunReport.EnvironmentCaptured(
              environment(status.getEnvironmentCaptured().getEnvironmentJson()));
      case METRICS_REPORTED,
          PREDICTION_ANSWERED,
          SERVICE_DESCRIBED,
          LOG_TOTALS,
          LOGS_RESENT,
          TRIAL_BEGUN,
          TRIAL_ENDED,
          STUDY_CHANGED,
          STATUS_NOT_SET ->
          throw new UndecodableException("not a status of a run");
    };
  }

  private static CancelMode mode(signalbox.events.v1.CancelMode mode) {
    return switch (mode) {
      case CANCEL_MODE_KILL -> CancelMode.KILL;
      case CANCEL_MODE_GRACEFUL, CANCEL_MODE_UNSPECIFIED, UNRECOGNIZED -> CancelMode.GRACEFUL;
    };
  }

  /** A kind that a newer writer knows is told in its words. */
  private static @Nullable WaitReason waitReason(RunQueued queued) throws UndecodableException {
    String text = plain(queued.getReason());
    if (!queued.hasWait()) {
      return text.isEmpty() ? null : WaitReason.other(text);
    }
    var wait = queued.getWait();
    return new WaitReason(
        word(WaitReason.Kind.class, wait.getKind()).orElse(WaitReason.Kind.OTHER),
        optional(wait.getService()),
        wait.getAhead() > 0 ? wait.getAhead() : null,
        wait.hasUntil() ? instant(wait.getUntil()) : null,
        text);
  }

  /** What cannot be read is not worth losing the run's other statuses: nothing is known then. */
  private static Map<String, Object> environment(String json) {
    if (json.length() > MAX_ENVIRONMENT) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(plain(json), OBJECT);
    } catch (JsonProcessingException e) {
      return Map.of();
    }
  }

  private static RunReport.Succeeded succeeded(RunSucceeded succeeded) {
    RunReport.StoredModel model =
        succeeded.hasModel()
            ? new RunReport.StoredModel(
                plain(succeeded.getModel().getArtifactName()),
                plain(succeeded.getModel().getFormat()),
                signature(succeeded.getModel().getSignatureJson()))
            : null;
    return new RunReport.Succeeded(
        succeeded.getSummaryMap(),
        model,
        succeeded.getStoppedEarly(),
        word(SolveOutcome.class, succeeded.getOutcome()).orElse(null));
  }

  private static Failure failure(RunFailed failed) {
    return new Failure(
        word(Failure.Kind.class, failed.getKind()).orElse(Failure.Kind.PROGRAM),
        plain(failed.getCode()),
        plain(failed.getMessage()),
        optional(failed.getPhase()),
        optional(failed.getExceptionType()),
        optional(failed.getStackTrace()));
  }

  /** A model that cannot be described must not keep its run from ending: null then. */
  private static @Nullable ModelSignature signature(String json) {
    try {
      JsonNode tree = MAPPER.readTree(plain(json));
      List<ModelSignature.Input> inputs = new ArrayList<>();
      for (JsonNode input : tree.path("inputs")) {
        Optional<ColumnType> type = word(ColumnType.class, input.path("type").asText());
        if (type.isEmpty() || !input.path("name").isTextual()) {
          return null;
        }
        inputs.add(
            new ModelSignature.Input(
                input.path("name").asText(),
                type.get(),
                input.path("required").asBoolean(true),
                texts(input.path("categories")),
                number(input.path("minimum")),
                number(input.path("maximum")),
                scalar(input.path("example"))));
      }
      Optional<Task> task = word(Task.class, tree.path("task").asText());
      Optional<ColumnType> output =
          word(ColumnType.class, tree.path("output").path("type").asText());
      if (task.isEmpty() || output.isEmpty() || !tree.path("target").isTextual()) {
        return null;
      }
      return new ModelSignature(
          task.get(),
          tree.path("target").asText(),
          inputs,
          new ModelSignature.Output(output.get(), texts(tree.path("output").path("classes"))));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static @Nullable Double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : null;
  }

  private static @Nullable Object scalar(JsonNode node) {
    if (node.isTextual()) {
      return node.asText();
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.asLong();
    }
    return number(node);
  }

  private static MetricsReported metrics(Status status) throws UndecodableException {
    List<MetricsReported.Point> points = new ArrayList<>();
    for (var point : status.getMetricsReported().getPointsList()) {
      points.add(
          new MetricsReported.Point(
              plain(point.getKey()),
              plain(point.getRole()),
              point.getStep(),
              instant(point.getTime()),
              point.getValue()));
    }
    return new MetricsReported(run(status), status.getAttempt(), status.getSequence(), points);
  }

  private static PredictionAnswered prediction(Status status) throws UndecodableException {
    var answered = status.getPredictionAnswered();
    UUID id = uuid("prediction_id", answered.getPredictionId());
    return new PredictionAnswered(
        id,
        switch (answered.getAnswerCase()) {
          case RESULT ->
              new PredictionAnswered.Predicted(
                  answered.getResult().getPredictionsJson(),
                  Duration.ofSeconds(
                      answered.getResult().getInferenceTime().getSeconds(),
                      answered.getResult().getInferenceTime().getNanos()));
          case ERROR ->
              new PredictionAnswered.Refused(
                  word(PredictionAnswered.Reason.class, answered.getError().getKind())
                      .orElse(PredictionAnswered.Reason.INTERNAL),
                  plain(answered.getError().getMessage()));
          case ANSWER_NOT_SET -> throw new UndecodableException("the answer is missing");
        });
  }

  private static ServiceInstance service(ServiceDescribed described, Instant time)
      throws UndecodableException {
    if (described.getInstance().isEmpty()) {
      throw new UndecodableException("instance is missing");
    }
    List<Algorithm> algorithms = new ArrayList<>();
    for (var algorithm : described.getAlgorithmsList()) {
      algorithms.add(algorithm(algorithm));
    }
    return new ServiceInstance(
        plain(described.getService()),
        plain(described.getInstance()),
        plain(described.getVersion()),
        plain(described.getInstanceId()),
        described.getUp(),
        described.getSlots(),
        described.getSlotsInUse(),
        described.getBreakerState().isEmpty() ? "closed" : plain(described.getBreakerState()),
        optional(described.getLastError()),
        algorithms,
        time,
        plain(described.getOrchestrator()),
        new ServiceFacts(
            described.getCalls() == 0
                    || described.getFailureRate() < 0
                    || Double.isNaN(described.getFailureRate())
                ? null
                : described.getFailureRate(),
            described.getCalls(),
            described.getFailedCalls(),
            described.hasNextProbeAt() ? instant(described.getNextProbeAt()) : null,
            described.getQueued(),
            described.getRunning(),
            described.getStaleEvents(),
            described.getRetriesLeft(),
            described.getRetryBudget(),
            described.getDraining()));
  }

  private static Algorithm algorithm(signalbox.events.v1.Algorithm algorithm)
      throws UndecodableException {
    String schema = plain(algorithm.getParametersSchemaJson());
    try {
      if (!MAPPER.readTree(schema).isObject()) {
        throw new UndecodableException(
            "the parameters' schema of " + algorithm.getName() + " is not an object");
      }
    } catch (JsonProcessingException e) {
      throw new UndecodableException(
          "the parameters' schema of " + algorithm.getName() + " is not JSON");
    }
    List<Task> tasks = new ArrayList<>();
    algorithm.getTasksList().forEach(task -> word(Task.class, task).ifPresent(tasks::add));
    return new Algorithm(
        plain(algorithm.getName()),
        plain(algorithm.getTitle()),
        plain(algorithm.getDescription()),
        algorithm.getKindsList().stream().map(StatusDecoder::plain).toList(),
        tasks,
        schema,
        algorithm.getMetricsList().stream()
            .map(metric ->
                new MetricInfo(
                    plain(metric.getKey()),
                    plain(metric.getRole()),
                    metric.getMaximize(),
                    optional(metric.getTask()),
                    optional(metric.getStepUnit()),
                    metric.getOfSet()))
            .toList(),
        algorithm.getInstanceFormatsList().stream().map(StatusDecoder::plain).toList());
  }

  private static RunId run(Status status) throws UndecodableException {
    return new RunId(uuid("run_id", status.getRunId()));
  }

  static UUID uuid(String field, String text) throws UndecodableException {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(field + " is not a UUID");
    }
  }

  private static Instant instant(Timestamp time) throws UndecodableException {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      throw new UndecodableException("a time is out of range");
    }
  }

  static <E extends Enum<E>> Optional<E> word(Class<E> type, String word) {
    return Stream.of(type.getEnumConstants())
        .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private static @Nullable String optional(String text) {
    return text.isEmpty() ? null : plain(text);
  }

  /** The database cannot store the character 0. */
  static String plain(String text) {
    return text.replace("\u0000", "");
  }
}
