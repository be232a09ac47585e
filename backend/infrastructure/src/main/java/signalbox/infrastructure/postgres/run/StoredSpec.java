package signalbox.infrastructure.postgres.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.model.ModelId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.run.WarmStart;

/**
 * The JSON of {@code run.spec}. Names once written stay readable.
 *
 * @param work of a study and of a trial, the kind of what is executed, which the rest describes
 * @param studyId of a trial
 * @param trialNumber of a trial
 * @param instances of a solve over a set
 */
record StoredSpec(
    RunKind kind,
    @Nullable UUID datasetId,
    @Nullable String algorithm,
    @Nullable String target,
    @Nullable Task task,
    @Nullable List<String> excludedColumns,
    @Nullable Validation validation,
    @Nullable Map<String, Object> parameters,
    @Nullable UUID modelId,
    @Nullable Integer modelVersion,
    @Nullable DatasetFormat outputFormat,
    @Nullable Long timeSeconds,
    @Nullable Map<String, String> columnMapping,
    @Nullable StoredWarmStart warmStart,
    @Nullable RunKind work,
    @Nullable UUID studyId,
    @Nullable Integer trialNumber,
    @Nullable List<UUID> instances) {

  /** The solution that a solve starts from. */
  record StoredWarmStart(UUID runId, String objectKey, String sha256, long sizeBytes) {
    static StoredWarmStart of(WarmStart warmStart) {
      return new StoredWarmStart(
          warmStart.runId().value(),
          warmStart.objectKey(),
          warmStart.sha256(),
          warmStart.sizeBytes());
    }

    WarmStart toWarmStart() {
      return new WarmStart(new RunId(runId), objectKey, sha256, sizeBytes);
    }
  }

  static StoredSpec of(RunSpec spec) {
    StoredSpec work = of(spec.work());
    return switch (spec) {
      case RunSpec.Work _ -> work;
      case RunSpec.Study _ -> work.within(RunKind.STUDY, null, null);
      case RunSpec.Trial trial -> work.within(RunKind.TRIAL, trial.study().value(), trial.number());
    };
  }

  private StoredSpec within(RunKind outer, @Nullable UUID ofStudy, @Nullable Integer number) {
    return new StoredSpec(
        outer,
        datasetId,
        algorithm,
        target,
        task,
        excludedColumns,
        validation,
        parameters,
        modelId,
        modelVersion,
        outputFormat,
        timeSeconds,
        columnMapping,
        warmStart,
        kind,
        ofStudy,
        number,
        instances);
  }

  private static StoredSpec of(RunSpec.Work spec) {
    Duration limit = spec.timeLimit();
    Long seconds = limit == null ? null : limit.toSeconds();
    return switch (spec) {
      case RunSpec.Training training ->
          new StoredSpec(
              RunKind.TRAINING,
              training.datasetId().value(),
              training.algorithm(),
              training.target(),
              training.task(),
              training.excludedColumns(),
              training.validation(),
              training.parameters(),
              null,
              null,
              null,
              seconds,
              null,
              null,
              null,
              null,
              null,
              null);
      case RunSpec.Prediction prediction ->
          new StoredSpec(
              RunKind.PREDICTION,
              prediction.datasetId().value(),
              null,
              null,
              null,
              null,
              null,
              null,
              prediction.modelId().value(),
              prediction.modelVersion(),
              prediction.outputFormat(),
              seconds,
              prediction.columnMapping().isEmpty() ? null : prediction.columnMapping(),
              null,
              null,
              null,
              null,
              null);
      case RunSpec.Solve solve -> solve(solve, seconds);
    };
  }

  private static StoredSpec solve(RunSpec.Solve solve, @Nullable Long seconds) {
    DatasetId dataset = solve.datasetId();
    WarmStart warmStart = solve.warmStart();
    return new StoredSpec(
        RunKind.SOLVE,
        dataset == null ? null : dataset.value(),
        solve.algorithm(),
        null,
        null,
        null,
        null,
        solve.parameters(),
        null,
        null,
        null,
        seconds,
        null,
        warmStart == null ? null : StoredWarmStart.of(warmStart),
        null,
        null,
        null,
        solve.instances().isEmpty()
            ? null
            : solve.instances().stream().map(DatasetId::value).toList());
  }

  RunSpec toSpec() {
    return switch (kind) {
      case TRAINING, PREDICTION, SOLVE -> work(kind);
      case STUDY -> new RunSpec.Study(work(Objects.requireNonNull(work)));
      case TRIAL ->
          new RunSpec.Trial(
              new RunId(Objects.requireNonNull(studyId)),
              Objects.requireNonNull(trialNumber),
              work(Objects.requireNonNull(work)));
    };
  }

  private RunSpec.Work work(RunKind ofWork) {
    Duration limit = timeSeconds == null ? null : Duration.ofSeconds(timeSeconds);
    return switch (ofWork) {
      case TRAINING ->
          new RunSpec.Training(
              Objects.requireNonNull(algorithm),
              new DatasetId(Objects.requireNonNull(datasetId)),
              Objects.requireNonNull(target),
              Objects.requireNonNull(task),
              Objects.requireNonNull(excludedColumns),
              Objects.requireNonNull(validation),
              Objects.requireNonNull(parameters),
              limit);
      case PREDICTION ->
          new RunSpec.Prediction(
              new DatasetId(Objects.requireNonNull(datasetId)),
              new ModelId(Objects.requireNonNull(modelId)),
              Objects.requireNonNull(modelVersion),
              Objects.requireNonNull(outputFormat),
              limit,
              columnMapping == null ? Map.of() : columnMapping);
      case SOLVE ->
          new RunSpec.Solve(
              Objects.requireNonNull(algorithm),
              datasetId == null ? null : new DatasetId(datasetId),
              instances == null ? List.of() : instances.stream().map(DatasetId::new).toList(),
              Objects.requireNonNull(parameters),
              warmStart == null ? null : warmStart.toWarmStart(),
              limit);
      case STUDY, TRIAL -> throw new IllegalStateException("no work is a " + ofWork);
    };
  }
}
