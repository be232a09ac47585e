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
 * @param algorithm null for a prediction
 * @param datasetId null for a solve that has its data in its parameters
 * @param parameters plain JSON values
 * @param training what a training alone is asked
 * @param prediction what a prediction alone is asked
 * @param warmStartRunId the solve whose solution a solve starts from; null for none
 */
public record NewRun(
    RunKind kind,
    @Nullable String algorithm,
    @Nullable DatasetId datasetId,
    Map<String, Object> parameters,
    Training training,
    Prediction prediction,
    @Nullable RunId warmStartRunId,
    Terms terms) {
  public NewRun {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * What is to be learned.
   *
   * @param task found from the target when null
   */
  public record Training(
      @Nullable String target,
      @Nullable Task task,
      List<String> excludedColumns,
      @Nullable NewValidation validation) {
    public static final Training NONE = new Training(null, null, List.of(), null);

    public Training {
      excludedColumns = List.copyOf(excludedColumns);
    }
  }

  /** How a training is to check its model; defaults where null. */
  public record NewValidation(
      Validation.@Nullable Method method,
      @Nullable Double testFraction,
      @Nullable Integer folds,
      @Nullable Long seed) {}

  /**
   * What is to predict.
   *
   * @param modelVersion the newest when null
   * @param columnMapping which column of the dataset stands for a column of the model, by the
   *     model's
   */
  public record Prediction(
      @Nullable ModelId modelId,
      @Nullable Integer modelVersion,
      @Nullable DatasetFormat outputFormat,
      Map<String, String> columnMapping) {
    public static final Prediction NONE = new Prediction(null, null, null, Map.of());

    public Prediction {
      columnMapping = Map.copyOf(columnMapping);
    }
  }

  /**
   * What a run of any kind is called, and when, how long and how often it may execute.
   *
   * @param name made from algorithm and dataset when null
   */
  public record Terms(
      @Nullable String name,
      List<String> tags,
      @Nullable Integer priority,
      @Nullable Long timeSeconds,
      @Nullable Integer maxAttempts) {
    public static final Terms STANDARD = new Terms(null, List.of(), null, null, null);

    public Terms {
      tags = List.copyOf(tags);
    }
  }

  /**
   * What was asked for when this run was started, with every default filled in. Of a study, what
   * each of its trials does; of a trial, with its parameters.
   */
  public static NewRun of(Run run) {
    return workOf(run).as(run.kind());
  }

  /** The same of a run that is no study, and of a trial as a run of its own. */
  static NewRun workOf(Run run) {
    RunSpec.Work work = run.spec().work();
    Duration limit = work.timeLimit();
    return new NewRun(
        work.kind(),
        work.algorithm(),
        work.datasetId(),
        work.parameters(),
        work instanceof RunSpec.Training training ? trainingOf(training) : Training.NONE,
        work instanceof RunSpec.Prediction prediction ? predictionOf(prediction) : Prediction.NONE,
        work instanceof RunSpec.Solve solve ? warmStartRun(solve.warmStart()) : null,
        new Terms(
            run.name(),
            run.tags(),
            run.priority(),
            limit == null ? null : limit.toSeconds(),
            run.maxAttempts()));
  }

  private static Training trainingOf(RunSpec.Training spec) {
    Validation validation = spec.validation();
    return new Training(
        spec.target(),
        spec.task(),
        spec.excludedColumns(),
        new NewValidation(
            validation.method(),
            validation.testFraction(),
            validation.folds(),
            (long) validation.seed()));
  }

  private static Prediction predictionOf(RunSpec.Prediction spec) {
    return new Prediction(
        spec.modelId(), spec.modelVersion(), spec.outputFormat(), spec.columnMapping());
  }

  private NewRun as(RunKind other) {
    return new NewRun(
        other, algorithm, datasetId, parameters, training, prediction, warmStartRunId, terms);
  }

  private static @Nullable RunId warmStartRun(@Nullable WarmStart warmStart) {
    return warmStart == null ? null : warmStart.runId();
  }
}
