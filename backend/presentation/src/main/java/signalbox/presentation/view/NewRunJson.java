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
        name,
        algorithm,
        datasetId == null ? null : new DatasetId(datasetId),
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
                validation.seed()),
        modelId == null ? null : new ModelId(modelId),
        modelVersion,
        tableFormat(outputFormat),
        parameters == null ? Map.of() : parameters,
        tags == null ? List.of() : tags,
        priority,
        limits == null ? null : limits.timeSeconds(),
        limits == null ? null : limits.maxAttempts(),
        columnMapping == null ? Map.of() : columnMapping,
        warmStartRunId == null ? null : new RunId(warmStartRunId));
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
    // Of a study or a trial too: only a training has a target.
    boolean training = run.target() != null;
    boolean prediction = run.kind() == RunKind.PREDICTION;
    NewRun.NewValidation validation = run.validation();
    DatasetId datasetId = run.datasetId();
    ModelId modelId = run.modelId();
    Task task = run.task();
    DatasetFormat format = run.outputFormat();
    Validation.Method method = validation == null ? null : validation.method();
    RunId warmStart = run.warmStartRunId();
    return new NewRunJson(
        Words.of(run.kind()),
        run.name(),
        run.algorithm(),
        datasetId == null ? null : datasetId.value(),
        run.target(),
        task == null ? null : Words.of(task),
        training ? run.excludedColumns() : null,
        validation == null
            ? null
            : new ValidationJson(
                method == null ? null : Words.of(method),
                validation.testFraction(),
                validation.folds(),
                validation.seed()),
        modelId == null ? null : modelId.value(),
        run.modelVersion(),
        format == null ? null : Words.of(format),
        prediction ? null : run.parameters(),
        run.tags(),
        run.priority(),
        new LimitsJson(run.timeSeconds(), run.maxAttempts()),
        run.columnMapping().isEmpty() ? null : run.columnMapping(),
        warmStart == null ? null : warmStart.value());
  }
}
