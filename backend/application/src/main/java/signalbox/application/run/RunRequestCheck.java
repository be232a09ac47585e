package signalbox.application.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.dataset.DatasetRepository;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.dataset.TargetChecks;
import signalbox.application.model.ModelRepository;
import signalbox.application.service.OfferedAlgorithm;
import signalbox.application.service.ServiceCatalogue;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.run.WarmStart;
import signalbox.domain.service.Algorithm;

/** Checks everything about a wanted run before anything starts. Changes nothing. Thread-safe. */
public final class RunRequestCheck {
  private static final int MAX_NAME = 200;
  private static final int MAX_EXCLUDED = 10_000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 100;
  private static final int MAX_PRIORITY = 100;
  private static final int MAX_ATTEMPTS = 10;
  private static final long MAX_SECONDS = 31_536_000;

  /** A run is told with its parameters; more data than this belong into a dataset. */
  static final int MAX_PARAMETER_CHARS = 256 * 1024;

  private static final int SCALAR_CHARS = 20;
  private static final String NOT_STARTED =
      "is not started as a run: a study is a request of its own, and makes its trials";
  private static final Pattern ENDING =
      Pattern.compile("\\.(csv|parquet|tsv|txt|(mps|lp|cpsat\\.json|cpsat\\.pb)(\\.gz)?)$");

  private final DatasetRepository datasets;
  private final TargetChecks targets;
  private final ModelRepository models;
  private final RunRepository runs;
  private final ArtifactRepository artifacts;
  private final ServiceCatalogue catalogue;
  private final ParameterSchemas schemas;

  public RunRequestCheck(
      DatasetRepository datasets,
      TargetChecks targets,
      ModelRepository models,
      RunRepository runs,
      ArtifactRepository artifacts,
      ServiceCatalogue catalogue,
      ParameterSchemas schemas) {
    this.datasets = datasets;
    this.targets = targets;
    this.models = models;
    this.runs = runs;
    this.artifacts = artifacts;
    this.catalogue = catalogue;
    this.schemas = schemas;
  }

  /**
   * @throws SignalboxException with the field at fault, and every fault when there are several
   */
  public CheckedRun check(ProjectId project, NewRun wanted) {
    checkFields(wanted);
    return switch (wanted.kind()) {
      case TRAINING -> training(wanted, table(project, wanted));
      case PREDICTION -> prediction(project, wanted, table(project, wanted));
      case SOLVE -> solve(project, wanted);
      case STUDY, TRIAL -> throw invalid("kind", NOT_STARTED);
    };
  }

  private CheckedRun training(NewRun wanted, Dataset dataset) {
    NewRun.Training asked = wanted.training();
    String name = required("algorithm", wanted.algorithm(), wanted.kind());
    String target = required("target", asked.target(), wanted.kind());
    OfferedAlgorithm offered = offered(name, RunKind.TRAINING);
    Column column = dataset.column(target).orElseThrow(() -> unknownColumn("target", target));
    List<String> excluded = excluded(asked.excludedColumns(), dataset, target);
    ParameterSchemas.Checked parameters =
        schemas.check(offered.algorithm().parametersSchema(), wanted.parameters());
    throwIfAny(ErrorCode.RUN_INVALID_PARAMETER, parameters.faults());
    TargetCheck check = targets.check(dataset, target);
    Task task = task(asked.task(), check, column, offered);
    Validation validation = validation(asked.validation());
    if (validation.method() == Validation.Method.KFOLD
        && check.rows() - check.missing() < validation.folds()) {
      throw invalid("validation.folds", "there are more folds than rows with a target");
    }
    RunSpec.Training spec =
        new RunSpec.Training(
            name,
            dataset.id(),
            target,
            task,
            excluded,
            validation,
            parameters.complete(),
            timeLimit(wanted));
    return new CheckedRun(spec, dataset, null, name + "-" + slug(dataset.name()));
  }

  private CheckedRun prediction(ProjectId project, NewRun wanted, Dataset dataset) {
    NewRun.Prediction asked = wanted.prediction();
    ModelId modelId = asked.modelId();
    if (modelId == null) {
      throw invalid("modelId", "is required for a prediction");
    }
    Model model =
        models
            .find(modelId)
            .filter(candidate -> candidate.projectId().equals(project))
            .orElseThrow(() ->
                SignalboxException.of(ErrorCode.MODEL_NOT_FOUND).safe("id", modelId).at("modelId"));
    ModelVersion version = version(model, asked.modelVersion());
    if (catalogue.find(version.algorithm()).isEmpty()) {
      throw SignalboxException.of(ErrorCode.RUN_UNKNOWN_ALGORITHM)
          .safe("algorithm", version.algorithm())
          .at("modelId");
    }
    ModelSignature signature = version.signature();
    refuseMisfits(signature.misfits(mapped(asked.columnMapping(), signature, dataset)));
    RunSpec.Prediction spec =
        new RunSpec.Prediction(
            dataset.id(),
            model.id(),
            version.version(),
            asked.outputFormat() == null ? DatasetFormat.CSV : asked.outputFormat(),
            timeLimit(wanted),
            asked.columnMapping());
    return new CheckedRun(
        spec, dataset, version, "prediction-" + slug(model.name()) + "-" + slug(dataset.name()));
  }

  /**
   * Checks a solve of each of several instances, as a trial of a study over a set does it.
   *
   * @param wanted has no dataset of its own
   * @param instances as somebody named them, in {@code datasetIds}
   * @return the solve over them, and the datasets, both in the same order
   * @throws SignalboxException with the field at fault, and every fault when there are several
   */
  public CheckedSet checkSet(ProjectId project, NewRun wanted, List<DatasetId> instances) {
    checkFields(wanted);
    String name = required("algorithm", wanted.algorithm(), wanted.kind());
    Algorithm algorithm = offered(name, RunKind.SOLVE).algorithm();
    List<Dataset> found = new ArrayList<>();
    for (int i = 0; i < instances.size(); i++) {
      String field = "datasetIds[" + i + "]";
      Dataset dataset = dataset(project, instances.get(i), field);
      requireFormat(algorithm, dataset, field);
      found.add(dataset);
    }
    ParameterSchemas.Checked parameters =
        schemas.check(algorithm.parametersSchema(), wanted.parameters());
    throwIfAny(ErrorCode.RUN_INVALID_PARAMETER, parameters.faults());
    RunSpec.Solve spec =
        new RunSpec.Solve(name, null, instances, parameters.complete(), null, timeLimit(wanted));
    return new CheckedSet(spec, found, name + "-" + instances.size() + "-instances");
  }

  private CheckedRun solve(ProjectId project, NewRun wanted) {
    Dataset dataset = dataset(project, wanted).orElse(null);
    String name = required("algorithm", wanted.algorithm(), wanted.kind());
    Algorithm algorithm = offered(name, RunKind.SOLVE).algorithm();
    requireFormat(algorithm, dataset, "datasetId");
    ParameterSchemas.Checked parameters =
        schemas.check(algorithm.parametersSchema(), wanted.parameters());
    throwIfAny(ErrorCode.RUN_INVALID_PARAMETER, parameters.faults());
    RunSpec.Solve spec =
        new RunSpec.Solve(
            name,
            dataset == null ? null : dataset.id(),
            parameters.complete(),
            warmStart(project, wanted),
            timeLimit(wanted));
    return new CheckedRun(
        spec, dataset, null, dataset == null ? name : name + "-" + slug(dataset.name()));
  }

  /** What solves instances needs one; a template has its data in its parameters or in a table. */
  private static void requireFormat(Algorithm algorithm, @Nullable Dataset dataset, String field) {
    List<String> formats = algorithm.instanceFormats();
    if (dataset == null) {
      if (!formats.isEmpty()) {
        throw invalid(field, "is required: " + algorithm.title() + " solves an instance");
      }
      return;
    }
    String format = word(dataset.format());
    boolean fits =
        formats.isEmpty() ? dataset.format() == DatasetFormat.CSV : formats.contains(format);
    if (!fits) {
      throw SignalboxException.of(ErrorCode.INSTANCE_FORMAT_NOT_SUPPORTED)
          .safe("algorithm", algorithm.name())
          .safe(
              "expected",
              formats.isEmpty()
                  ? "a table (csv)"
                  : "an instance (" + String.join(", ", formats) + ")")
          .safe("format", format)
          .at(field);
    }
  }

  private @Nullable WarmStart warmStart(ProjectId project, NewRun wanted) {
    RunId runId = wanted.warmStartRunId();
    if (runId == null) {
      return null;
    }
    Artifact solution =
        runs.find(runId)
            .filter(run -> run.projectId().equals(project) && run.kind() == RunKind.SOLVE)
            .flatMap(run -> artifacts.find(run.id(), WarmStart.ARTIFACT))
            .orElseThrow(() -> noWarmStart(runId));
    return new WarmStart(runId, solution.objectKey(), solution.sha256(), solution.sizeBytes());
  }

  static SignalboxException noWarmStart(RunId run) {
    return SignalboxException.of(ErrorCode.RUN_WARM_START_NOT_FOUND)
        .safe("id", run)
        .at("warmStartRunId");
  }

  private OfferedAlgorithm offered(String name, RunKind kind) {
    return catalogue
        .find(name)
        .filter(candidate -> candidate.algorithm().serves(kind))
        .orElseThrow(() -> unknownAlgorithm(name));
  }

  /** The dataset's columns under the names that the model gives them. */
  private static List<Column> mapped(
      Map<String, String> mapping, ModelSignature signature, Dataset dataset) {
    mapping.forEach((own, column) -> {
      String field = "columnMapping." + own;
      if (signature.input(own).isEmpty()) {
        throw invalid(field, "the model has no such column");
      }
      if (dataset.column(column).isEmpty()) {
        throw unknownColumn(field, column);
      }
    });
    return signature.inputs().stream()
        .map(input ->
            dataset
                .column(mapping.getOrDefault(input.name(), input.name()))
                .map(column -> new Column(input.name(), column.type())))
        .flatMap(Optional::stream)
        .toList();
  }

  private ModelVersion version(Model model, @Nullable Integer number) {
    if (number == null) {
      return model.latestVersion();
    }
    return models
        .findVersion(model.id(), number)
        .orElseThrow(() ->
            SignalboxException.of(ErrorCode.MODEL_VERSION_NOT_FOUND)
                .safe("version", number)
                .at("modelVersion"));
  }

  private static void refuseMisfits(List<ModelSignature.Misfit> misfits) {
    if (misfits.isEmpty()) {
      return;
    }
    List<Fault> faults = misfits.stream().map(RunRequestCheck::fault).toList();
    ModelSignature.Misfit first = misfits.getFirst();
    String field = first.input().name();
    SignalboxException refused =
        first.actual() == null
            ? SignalboxException.of(ErrorCode.PREDICTION_MISSING_COLUMN).unsafe("column", field)
            : SignalboxException.of(ErrorCode.PREDICTION_WRONG_TYPE)
                .unsafe("field", field)
                .safe("expected", word(first.input().type()));
    throw refused.at(field).because(faults);
  }

  private static Fault fault(ModelSignature.Misfit misfit) {
    ColumnType actual = misfit.actual();
    return Fault.inField(
        misfit.input().name(),
        actual == null
            ? "the column is missing"
            : "expected " + word(misfit.input().type()) + ", the dataset has " + word(actual));
  }

  /** The dataset of a training or a prediction. */
  private Dataset table(ProjectId project, NewRun wanted) {
    Dataset dataset =
        dataset(project, wanted).orElseThrow(() -> invalid("datasetId", "is required"));
    if (dataset.format().instance()) {
      throw dataset.format().notATable().at("datasetId");
    }
    return dataset;
  }

  /** Empty when none is named. */
  private Optional<Dataset> dataset(ProjectId project, NewRun wanted) {
    DatasetId datasetId = wanted.datasetId();
    return datasetId == null
        ? Optional.empty()
        : Optional.of(dataset(project, datasetId, "datasetId"));
  }

  private Dataset dataset(ProjectId project, DatasetId id, String field) {
    return datasets
        .find(id)
        .filter(dataset -> dataset.projectId().equals(project))
        .orElseThrow(
            () -> SignalboxException.of(ErrorCode.DATASET_NOT_FOUND).safe("id", id).at(field));
  }

  private static List<String> excluded(List<String> asked, Dataset dataset, String target) {
    Set<String> excluded = new LinkedHashSet<>();
    List<Fault> unknown = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      String column = asked.get(i);
      String field = "excludedColumns[" + i + "]";
      if (column.equals(target)) {
        throw invalid(field, "the target cannot be left out");
      }
      if (dataset.column(column).isEmpty()) {
        unknown.add(Fault.inField(field, "the dataset has no such column"));
      }
      excluded.add(column);
    }
    if (!unknown.isEmpty()) {
      String field = String.valueOf(unknown.getFirst().field());
      int index = Integer.parseInt(field.substring(field.indexOf('[') + 1, field.length() - 1));
      throw unknownColumn(field, asked.get(index)).because(unknown);
    }
    if (dataset.columns().size() - 1 - excluded.size() < 1) {
      throw invalid("excludedColumns", "no column is left to learn from");
    }
    return List.copyOf(excluded);
  }

  private static Task task(
      @Nullable Task asked, TargetCheck check, Column target, OfferedAlgorithm offered) {
    if (asked == Task.REGRESSION
        && target.type() != ColumnType.INTEGER
        && target.type() != ColumnType.NUMBER) {
      throw invalid("task", "a regression needs a target of numbers");
    }
    Task task = asked == null ? check.task() : asked;
    if (!offered.algorithm().tasks().contains(task)) {
      throw invalid(
          "task",
          offered.algorithm().title()
              + " does not offer "
              + word(task)
              + (asked == null ? ", which this target needs" : ""));
    }
    return task;
  }

  private static void checkFields(NewRun wanted) {
    List<Fault> faults = new ArrayList<>();
    NewRun.Terms terms = wanted.terms();
    String name = terms.name();
    if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
      faults.add(Fault.inField("name", "must have from 1 to " + MAX_NAME + " characters"));
    }
    if (terms.tags().size() > MAX_TAGS) {
      faults.add(Fault.inField("tags", "at most " + MAX_TAGS));
    }
    for (int i = 0; i < terms.tags().size(); i++) {
      int length = terms.tags().get(i).length();
      if (length < 1 || length > MAX_TAG) {
        faults.add(
            Fault.inField("tags[" + i + "]", "must have from 1 to " + MAX_TAG + " characters"));
      }
    }
    if (wanted.prediction().columnMapping().size() > MAX_EXCLUDED) {
      faults.add(Fault.inField("columnMapping", "at most " + MAX_EXCLUDED));
    }
    if (wanted.training().excludedColumns().size() > MAX_EXCLUDED) {
      faults.add(Fault.inField("excludedColumns", "at most " + MAX_EXCLUDED));
    }
    within(faults, "priority", terms.priority(), -MAX_PRIORITY, MAX_PRIORITY);
    within(faults, "limits.timeSeconds", terms.timeSeconds(), 1, MAX_SECONDS);
    within(faults, "limits.maxAttempts", terms.maxAttempts(), 1, MAX_ATTEMPTS);
    within(faults, "modelVersion", wanted.prediction().modelVersion(), 1, Integer.MAX_VALUE);
    NewRun.NewValidation validation = wanted.training().validation();
    if (validation != null) {
      Double fraction = validation.testFraction();
      if (fraction != null && !(fraction > 0 && fraction < 1)) {
        faults.add(
            Fault.inField("validation.testFraction", "must be between 0 and 1, both excluded"));
      }
      within(
          faults,
          "validation.folds",
          validation.folds(),
          Validation.MIN_FOLDS,
          Validation.MAX_FOLDS);
      within(faults, "validation.seed", validation.seed(), 0, Integer.MAX_VALUE);
    }
    if (chars(wanted.parameters()) > MAX_PARAMETER_CHARS) {
      faults.add(
          Fault.inField(
              "parameters",
              "have more than " + MAX_PARAMETER_CHARS + " characters; put data into a dataset"));
    }
    switch (wanted.kind()) {
      case TRAINING -> {
        onlyForPredictions(faults, wanted.prediction());
        onlyFor(faults, "a solve", "warmStartRunId", wanted.warmStartRunId());
      }
      case PREDICTION -> {
        onlyFor(faults, "a training or a solve", "algorithm", wanted.algorithm());
        onlyForTrainings(faults, wanted.training());
        if (!wanted.parameters().isEmpty()) {
          onlyFor(faults, "a training or a solve", "parameters", wanted.parameters());
        }
        onlyFor(faults, "a solve", "warmStartRunId", wanted.warmStartRunId());
      }
      case SOLVE -> {
        onlyForTrainings(faults, wanted.training());
        onlyForPredictions(faults, wanted.prediction());
      }
      case STUDY, TRIAL -> faults.add(Fault.inField("kind", NOT_STARTED));
    }
    throwIfAny(ErrorCode.RUN_INVALID, faults);
  }

  private static void onlyForTrainings(List<Fault> faults, NewRun.Training asked) {
    onlyFor(faults, "a training", "target", asked.target());
    onlyFor(faults, "a training", "task", asked.task());
    onlyFor(faults, "a training", "validation", asked.validation());
    if (!asked.excludedColumns().isEmpty()) {
      onlyFor(faults, "a training", "excludedColumns", asked.excludedColumns());
    }
  }

  private static void onlyForPredictions(List<Fault> faults, NewRun.Prediction asked) {
    onlyFor(faults, "a prediction", "modelId", asked.modelId());
    onlyFor(faults, "a prediction", "modelVersion", asked.modelVersion());
    onlyFor(faults, "a prediction", "outputFormat", asked.outputFormat());
    if (!asked.columnMapping().isEmpty()) {
      onlyFor(faults, "a prediction", "columnMapping", asked.columnMapping());
    }
  }

  /** The characters of the texts in a JSON value; what is no text is short. */
  public static long chars(@Nullable Object value) {
    return switch (value) {
      case null -> 0;
      case String text -> text.length();
      case Map<?, ?> map -> map.values().stream().mapToLong(RunRequestCheck::chars).sum();
      case List<?> list -> list.stream().mapToLong(RunRequestCheck::chars).sum();
      default -> SCALAR_CHARS;
    };
  }

  private static void onlyFor(
      List<Fault> faults, String kind, String field, @Nullable Object value) {
    if (value != null) {
      faults.add(Fault.inField(field, "is only for " + kind));
    }
  }

  private static void within(
      List<Fault> faults, String field, @Nullable Number value, long least, long most) {
    if (value != null && (value.longValue() < least || value.longValue() > most)) {
      faults.add(Fault.inField(field, "must be from " + least + " to " + most));
    }
  }

  private static void throwIfAny(ErrorCode code, List<Fault> faults) {
    if (!faults.isEmpty()) {
      Fault first = faults.getFirst();
      throw SignalboxException.invalid(code, String.valueOf(first.field()), first.detail())
          .because(faults);
    }
  }

  private static Validation validation(NewRun.@Nullable NewValidation asked) {
    if (asked == null) {
      return Validation.DEFAULT;
    }
    Validation defaults = Validation.DEFAULT;
    return new Validation(
        asked.method() == null ? defaults.method() : asked.method(),
        asked.testFraction() == null ? defaults.testFraction() : asked.testFraction(),
        asked.folds() == null ? defaults.folds() : asked.folds(),
        asked.seed() == null ? defaults.seed() : Math.toIntExact(asked.seed()));
  }

  private static @Nullable Duration timeLimit(NewRun wanted) {
    Long seconds = wanted.terms().timeSeconds();
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static String required(String field, @Nullable String value, RunKind kind) {
    if (value == null || value.isEmpty()) {
      throw invalid(field, "is required for a " + word(kind));
    }
    return value;
  }

  private static SignalboxException invalid(String field, String reason) {
    return SignalboxException.invalid(ErrorCode.RUN_INVALID, field, reason);
  }

  private static SignalboxException unknownAlgorithm(String name) {
    return SignalboxException.of(ErrorCode.RUN_UNKNOWN_ALGORITHM)
        .unsafe("algorithm", name)
        .at("algorithm");
  }

  private static SignalboxException unknownColumn(String field, String column) {
    return SignalboxException.of(ErrorCode.RUN_UNKNOWN_COLUMN).unsafe("column", column).at(field);
  }

  /** A short part of a name, in small letters and without an ending. */
  private static String slug(String text) {
    String stem = ENDING.matcher(text).replaceFirst("");
    String plain =
        stem.toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]+", "-")
            .replaceAll("(^-|-$)", "");
    String named = plain.isEmpty() ? "dataset" : plain;
    return named.length() <= 60 ? named : named.substring(0, 60);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A run that can start.
   *
   * @param dataset null for a solve that has its data in its parameters
   * @param model the version that a prediction uses; null for other kinds
   * @param nameStem the beginning of a made name
   */
  public record CheckedRun(
      RunSpec spec, @Nullable Dataset dataset, @Nullable ModelVersion model, String nameStem) {}

  /**
   * A solve over a set that can start.
   *
   * @param instances in the order of the specification's
   * @param nameStem the beginning of a made name
   */
  public record CheckedSet(RunSpec.Solve spec, List<Dataset> instances, String nameStem) {
    public CheckedSet {
      instances = List.copyOf(instances);
    }
  }
}
