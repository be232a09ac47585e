package signalbox.infrastructure.kafka.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.OutboxStore;
import signalbox.application.log.LogOutputs;
import signalbox.application.log.ResendCommands;
import signalbox.application.run.CommandOutbox;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.TraceSpans;
import signalbox.application.shared.Transactions;
import signalbox.application.study.EarlierTrial;
import signalbox.application.study.StudyCommands;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.WarmStart;
import signalbox.domain.study.Study;
import signalbox.events.v1.Column;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.FileRef;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.Predict;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Validation;

/**
 * Writes commands as protobuf into the outbox, with CloudEvents headers and the trace context of
 * who asked, and wakes the relay after the commit.
 */
public final class KafkaCommandOutbox implements CommandOutbox, StudyCommands, ResendCommands {
  private static final int SCHEMA_VERSION = 1;

  /** Leaves room in the topics' limit for the headers and the batch. */
  private static final int MAX_PAYLOAD = KafkaTopics.MAX_MESSAGE_BYTES - 64 * 1024;

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final OutboxStore store;
  private final Transactions transactions;
  private final Runnable wakeRelay;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final CurrentTrace trace;
  private final CommandSpans spans;
  private final String topic;
  private final LogOutputs logs;

  /**
   * @param wakeRelay called after each commit; must neither block nor throw
   * @param logs where the lines of a run go
   */
  public KafkaCommandOutbox(
      OutboxStore store,
      Transactions transactions,
      Runnable wakeRelay,
      IdGenerator ids,
      InstantSource clock,
      CurrentTrace trace,
      TraceSpans spans,
      String topic,
      LogOutputs logs) {
    this.store = store;
    this.transactions = transactions;
    this.wakeRelay = wakeRelay;
    this.ids = ids;
    this.clock = clock;
    this.trace = trace;
    this.spans = new CommandSpans(spans);
    this.topic = topic;
    this.logs = logs;
  }

  @Override
  public UUID startRun(Run run, @Nullable Dataset dataset, @Nullable ModelVersion model) {
    return append(
        run.id(),
        run.id(),
        "start_run",
        Command.newBuilder()
            .setStartRun(start(run, dataset == null ? List.of() : List.of(dataset), model)),
        "excludedColumns");
  }

  private StartRun.Builder start(Run run, List<Dataset> datasets, @Nullable ModelVersion model) {
    return StartRun.newBuilder()
        .setRunId(run.id().toString())
        .setProjectId(run.projectId().toString())
        .setPriority(run.priority())
        .setMaxAttempts(run.maxAttempts())
        .setKnownSequence(run.state().statusSequence())
        .setKnownAttempt(run.attempt())
        .setLog(log(run.id()))
        .setSpec(spec(run.spec(), datasets, model));
  }

  @Override
  public UUID startStudy(Run run, Study study, List<Dataset> datasets, List<EarlierTrial> earlier) {
    return append(
        run.id(),
        run.id(),
        "start_run",
        Command.newBuilder()
            .setStartRun(start(run, datasets, null).setStudy(StudyMessages.spec(study, earlier))),
        "enqueue");
  }

  @Override
  public UUID changeStudy(Study study) {
    return append(
        study.id(),
        study.id(),
        "change_study",
        Command.newBuilder().setChangeStudy(StudyMessages.change(study)),
        "configurations");
  }

  @Override
  public UUID cancelRun(Run run, CancelMode mode, Duration grace) {
    signalbox.events.v1.CancelRun.Builder cancel =
        signalbox.events.v1.CancelRun.newBuilder()
            .setRunId(run.id().toString())
            .setKnownSequence(run.state().statusSequence())
            .setKnownAttempt(run.attempt())
            .setMode(
                switch (mode) {
                  case GRACEFUL -> signalbox.events.v1.CancelMode.CANCEL_MODE_GRACEFUL;
                  case KILL -> signalbox.events.v1.CancelMode.CANCEL_MODE_KILL;
                })
            .setGrace(duration(grace));
    RunId root = run.spec() instanceof RunSpec.Trial trial ? trial.study() : run.id();
    return append(root, run.id(), "cancel_run", Command.newBuilder().setCancelRun(cancel), "mode");
  }

  @Override
  public UUID predict(UUID predictionId, ModelVersion model, String rowsJson, Instant deadline) {
    Predict.Builder predict =
        Predict.newBuilder()
            .setPredictionId(predictionId.toString())
            .setModel(model(model))
            .setRowsJson(rowsJson)
            .setDeadline(timestamp(deadline));
    return append(
        predictionId.toString(),
        predictionId.toString(),
        "predict",
        Command.newBuilder().setPredict(predict),
        "rows");
  }

  @Override
  public void resend(
      LogAttemptId attempt, RunId root, String instance, LineRanges ranges, long storedThrough) {
    ResendLogs.Builder resend =
        ResendLogs.newBuilder()
            .setRunId(attempt.log().toString())
            .setAttempt(attempt.attempt())
            .setInstance(instance)
            .setStoredThrough(storedThrough)
            .setAddress(logs.address());
    ranges
        .ranges()
        .forEach(range ->
            resend.addRanges(LineRange.newBuilder().setFrom(range.from()).setTo(range.to())));
    transactions.inTransaction(() -> {
      append(
          root,
          attempt.log().run(),
          "resend_logs",
          Command.newBuilder().setResendLogs(resend),
          "ranges");
    });
  }

  private LogOutput log(RunId run) {
    LogOutputs.LogOutput output = logs.of(run);
    return LogOutput.newBuilder()
        .setAddress(output.address())
        .setKey(ByteString.copyFrom(output.key()))
        .build();
  }

  private UUID append(
      RunId root, RunId run, String kind, Command.Builder command, String largestField) {
    return append(root.toString(), run.toString(), kind, command, largestField);
  }

  /**
   * @param subject whom the command is about; the key for most, which keeps the order
   */
  private UUID append(
      String key, String subject, String kind, Command.Builder command, String largestField) {
    UUID id = ids.next();
    Instant now = clock.instant();
    byte[] payload =
        command
            .setCommandId(id.toString())
            .setSchemaVersion(SCHEMA_VERSION)
            .setTime(timestamp(now))
            .build()
            .toByteArray();
    if (payload.length > MAX_PAYLOAD) {
      throw SignalboxException.of(ErrorCode.REQUEST_TOO_LARGE)
          .safe("limit", "4 MiB")
          .at(largestField);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", id.toString());
    headers.put("ce_type", "signalbox.command." + kind);
    headers.put("ce_source", "signalbox/backend");
    headers.put("ce_time", now.toString());
    if (!subject.equals(key)) {
      headers.put(OutboxStore.Message.SUBJECT, subject);
    }
    String cause = trace.traceparent().orElse("");
    if (cause.isEmpty()) {
      store.append(new OutboxStore.Message(topic, key, headers, payload, now));
    } else {
      try (TraceSpans.Span create = spans.create(topic, key, id.toString(), cause, now)) {
        headers.put(CommandSpans.TRACEPARENT, create.traceparent().orElse(cause));
        store.append(new OutboxStore.Message(topic, key, headers, payload, now));
      }
    }
    transactions.afterCommit(wakeRelay);
    return id;
  }

  private static signalbox.events.v1.RunSpec spec(
      RunSpec spec, List<Dataset> datasets, @Nullable ModelVersion model) {
    signalbox.events.v1.RunSpec.Builder message =
        signalbox.events.v1.RunSpec.newBuilder().setKind(word(spec.kind()));
    Duration limit = spec.timeLimit();
    if (limit != null) {
      message.setTimeLimit(duration(limit));
    }
    if (!spec.instances().isEmpty()) {
      datasets.forEach(dataset -> message.addInstances(dataset(dataset)));
    } else if (!datasets.isEmpty()) {
      message.setDataset(dataset(datasets.getFirst()));
    }
    if (model != null) {
      message.setModel(model(model));
    }
    switch (spec.work()) {
      case RunSpec.Training training ->
          message
              .setAlgorithm(training.algorithm())
              .setTask(word(training.task()))
              .setTarget(training.target())
              .addAllExcludedColumns(training.excludedColumns())
              .setParametersJson(json(training.parameters()))
              .setValidation(
                  Validation.newBuilder()
                      .setMethod(word(training.validation().method()))
                      .setTestFraction(training.validation().testFraction())
                      .setFolds(training.validation().folds())
                      .setSeed(training.validation().seed()));
      case RunSpec.Prediction prediction ->
          message
              .setOutputFormat(word(prediction.outputFormat()))
              .setParametersJson("{}")
              .putAllColumnMapping(prediction.columnMapping());
      case RunSpec.Solve solve -> {
        message.setAlgorithm(solve.algorithm()).setParametersJson(json(solve.parameters()));
        WarmStart warmStart = solve.warmStart();
        if (warmStart != null) {
          message.setWarmStart(
              FileRef.newBuilder()
                  .setObjectKey(warmStart.objectKey())
                  .setSha256(warmStart.sha256())
                  .setSizeBytes(warmStart.sizeBytes()));
        }
      }
    }
    return message.build();
  }

  private static DatasetRef dataset(Dataset dataset) {
    DatasetRef.Builder message =
        DatasetRef.newBuilder()
            .setDatasetId(dataset.id().toString())
            .setObjectKey(dataset.objectKey())
            .setSha256(dataset.sha256())
            .setSizeBytes(dataset.sizeBytes())
            .setFormat(word(dataset.format()))
            .setRows(dataset.rows())
            .setOnlyEmptyMissing(dataset.onlyEmptyMissing())
            .setName(dataset.name() + " v" + dataset.version());
    String delimiter = dataset.delimiter();
    if (delimiter != null) {
      message.setDelimiter(delimiter);
    }
    dataset
        .columns()
        .forEach(column ->
            message.addColumns(
                Column.newBuilder().setName(column.name()).setType(word(column.type()))));
    return message.build();
  }

  private static ModelRef model(ModelVersion model) {
    return ModelRef.newBuilder()
        .setObjectKey(model.objectKey())
        .setSha256(model.sha256())
        .setSizeBytes(model.sizeBytes())
        .setFormat(model.format())
        .setAlgorithm(model.algorithm())
        .build();
  }

  private static String json(Map<String, Object> value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static com.google.protobuf.Duration duration(Duration length) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(length.getSeconds())
        .setNanos(length.getNano())
        .build();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
