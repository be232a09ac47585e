package signalbox.application.run;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.model.ModelId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.run.WarmStart;

/**
 * A run as somebody asks for it: not checked, and open where a default will do.
 *
 * @param name made from algorithm and dataset when null
 * @param task found from the target when null
 * @param modelVersion the newest when null
 * @param parameters plain JSON values
 * @param columnMapping which column of the dataset stands for a column of the model, by the model's
 * @param warmStartRunId the solve whose solution a solve starts from; null for none
 */
public record NewRun(
    RunKind kind,
    @Nullable String name,
    @Nullable String algorithm,
    @Nullable DatasetId datasetId,
    @Nullable String target,
    @Nullable Task task,
    List<String> excludedColumns,
    @Nullable NewValidation validation,
    @Nullable ModelId modelId,
    @Nullable Integer modelVersion,
    @Nullable DatasetFormat outputFormat,
    Map<String, Object> parameters,
    List<String> tags,
    @Nullable Integer priority,
    @Nullable Long timeSeconds,
    @Nullable Integer maxAttempts,
    Map<String, String> columnMapping,
    @Nullable RunId warmStartRunId) {
  public NewRun {
    excludedColumns = List.copyOf(excludedColumns);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    tags = List.copyOf(tags);
    columnMapping = Map.copyOf(columnMapping);
  }

  /** One whose columns have the model's names, and that starts from no solution. */
  public NewRun(
      RunKind kind,
      @Nullable String name,
      @Nullable String algorithm,
      @Nullable DatasetId datasetId,
      @Nullable String target,
      @Nullable Task task,
      List<String> excludedColumns,
      @Nullable NewValidation validation,
      @Nullable ModelId modelId,
      @Nullable Integer modelVersion,
      @Nullable DatasetFormat outputFormat,
      Map<String, Object> parameters,
      List<String> tags,
      @Nullable Integer priority,
      @Nullable Long timeSeconds,
      @Nullable Integer maxAttempts) {
    this(
        kind,
        name,
        algorithm,
        datasetId,
        target,
        task,
        excludedColumns,
        validation,
        modelId,
        modelVersion,
        outputFormat,
        parameters,
        tags,
        priority,
        timeSeconds,
        maxAttempts,
        Map.of(),
        null);
  }

  /** How a training is to check its model; defaults where null. */
  public record NewValidation(
      Validation.@Nullable Method method,
      @Nullable Double testFraction,
      @Nullable Integer folds,
      @Nullable Long seed) {}

  /**
   * What was asked for when this run was started, with every default filled in. Of a study, what
   * each of its trials does; of a trial, with its parameters.
   */
  public static NewRun of(Run run) {
    return workOf(run).as(run.kind());
  }

  /** The same of a run that is no study, and of a trial as a run of its own. */
  static NewRun workOf(Run run) {
    Duration limit = run.spec().timeLimit();
    Long timeSeconds = limit == null ? null : limit.toSeconds();
    return switch (run.spec().work()) {
      case RunSpec.Training training ->
          new NewRun(
              RunKind.TRAINING,
              run.name(),
              training.algorithm(),
              training.datasetId(),
              training.target(),
              training.task(),
              training.excludedColumns(),
              new NewValidation(
                  training.validation().method(),
                  training.validation().testFraction(),
                  training.validation().folds(),
                  (long) training.validation().seed()),
              null,
              null,
              null,
              training.parameters(),
              run.tags(),
              run.priority(),
              timeSeconds,
              run.maxAttempts());
      case RunSpec.Prediction prediction ->
          new NewRun(
              RunKind.PREDICTION,
              run.name(),
              null,
              prediction.datasetId(),
              null,
              null,
              List.of(),
              null,
              prediction.modelId(),
              prediction.modelVersion(),
              prediction.outputFormat(),
              Map.of(),
              run.tags(),
              run.priority(),
              timeSeconds,
              run.maxAttempts(),
              prediction.columnMapping(),
              null);
      case RunSpec.Solve solve ->
          new NewRun(
              RunKind.SOLVE,
              run.name(),
              solve.algorithm(),
              solve.datasetId(),
              null,
              null,
              List.of(),
              null,
              null,
              null,
              null,
              solve.parameters(),
              run.tags(),
              run.priority(),
              timeSeconds,
              run.maxAttempts(),
              Map.of(),
              warmStartRun(solve.warmStart()));
    };
  }

  private NewRun as(RunKind other) {
    return other == kind
        ? this
        : new NewRun(
            other,
            name,
            algorithm,
            datasetId,
            target,
            task,
            excludedColumns,
            validation,
            modelId,
            modelVersion,
            outputFormat,
            parameters,
            tags,
            priority,
            timeSeconds,
            maxAttempts,
            columnMapping,
            warmStartRunId);
  }

  private static @Nullable RunId warmStartRun(@Nullable WarmStart warmStart) {
    return warmStart == null ? null : warmStart.runId();
  }
}
