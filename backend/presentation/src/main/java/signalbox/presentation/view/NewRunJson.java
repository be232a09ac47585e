package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.ModelId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;

/** A wanted run, in requests and answers. What is null is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewRunJson(
    String kind,
    @Nullable String name,
    @Nullable String algorithm,
    @Nullable UUID datasetId,
    @Nullable String target,
    @Nullable String task,
    @Nullable List<String> excludedColumns,
    @Nullable ValidationJson validation,
    @Nullable UUID modelId,
    @Nullable Integer modelVersion,
    @Nullable String outputFormat,
    @Nullable Map<String, Object> parameters,
    @Nullable List<String> tags,
    @Nullable Integer priority,
    @Nullable LimitsJson limits,
    @Nullable Map<String, String> columnMapping,
    @Nullable UUID warmStartRunId) {

  /** How a training checks its model. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ValidationJson(
      @Nullable String method,
      @Nullable Double testFraction,
      @Nullable Integer folds,
      @Nullable Long seed) {}

  /** Bounds of the run. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LimitsJson(@Nullable Long timeSeconds, @Nullable Integer maxAttempts) {}

  public NewRun toNewRun() {
    return new NewRun(
        Words.parse(RunKind.class, "kind", kind),
        algorithm,
        datasetId == null ? null : new DatasetId(datasetId),
        parameters == null ? Map.of() : parameters,
        new NewRun.Training(
            target,
            Words.parseOptional(Task.class, "task", task),
            excludedColumns == null ? List.of() : excludedColumns,
            validation == null
                ? null
                : new NewRun.NewValidation(
                    Words.parseOptional(
                        Validation.Method.class, "validation.method", validation.method()),
                    validation.testFraction(),
                    validation.folds(),
                    validation.seed())),
        new NewRun.Prediction(
            modelId == null ? null : new ModelId(modelId),
            modelVersion,
            tableFormat(outputFormat),
            columnMapping == null ? Map.of() : columnMapping),
        warmStartRunId == null ? null : new RunId(warmStartRunId),
        new NewRun.Terms(
            name,
            tags == null ? List.of() : tags,
            priority,
            limits == null ? null : limits.timeSeconds(),
            limits == null ? null : limits.maxAttempts()));
  }

  /** Predictions are a table. */
  private static @Nullable DatasetFormat tableFormat(@Nullable String word) {
    return word == null
        ? null
        : Stream.of(DatasetFormat.CSV, DatasetFormat.PARQUET)
            .filter(format -> Words.of(format).equals(word))
            .findFirst()
            .orElseThrow(
                () -> SignalboxException.invalid("outputFormat", "must be one of csv, parquet"));
  }

  public static NewRunJson of(NewRun run) {
    NewRun.Training training = run.training();
    NewRun.Prediction prediction = run.prediction();
    NewRun.Terms terms = run.terms();
    NewRun.NewValidation validation = training.validation();
    DatasetId datasetId = run.datasetId();
    ModelId modelId = prediction.modelId();
    Task task = training.task();
    DatasetFormat format = prediction.outputFormat();
    Validation.Method method = validation == null ? null : validation.method();
    RunId warmStart = run.warmStartRunId();
    return new NewRunJson(
        Words.of(run.kind()),
        terms.name(),
        run.algorithm(),
        datasetId == null ? null : datasetId.value(),
        training.target(),
        task == null ? null : Words.of(task),
        // Of a study or a trial too: only a training has a target.
        training.target() == null ? null : training.excludedColumns(),
        validation == null
            ? null
            : new ValidationJson(
                method == null ? null : Words.of(method),
                validation.testFraction(),
                validation.folds(),
                validation.seed()),
        modelId == null ? null : modelId.value(),
        prediction.modelVersion(),
        format == null ? null : Words.of(format),
        run.kind() == RunKind.PREDICTION ? null : run.parameters(),
        terms.tags(),
        terms.priority(),
        new LimitsJson(terms.timeSeconds(), terms.maxAttempts()),
        prediction.columnMapping().isEmpty() ? null : prediction.columnMapping(),
        warmStart == null ? null : warmStart.value());
  }
}
