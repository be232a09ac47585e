package signalbox.domain.run;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.model.ModelId;

/** What a run is asked to do, checked and complete. */
public sealed interface RunSpec {
  RunKind kind();

  /** What an ML service executes for it: of a study, what it executes for each trial. */
  Work work();

  /** Null for a solve that has its data in its parameters, or that is over a set of instances. */
  @Nullable DatasetId datasetId();

  /**
   * The instances of a set, in the order in which they are solved; none for anything but a study of
   * solves over a set, and its trials.
   */
  default List<DatasetId> instances() {
    return List.of();
  }

  /** After this time the run ends as timed out, of a study each trial; null for no limit. */
  @Nullable Duration timeLimit();

  /** Null for a prediction, whose model says what executes it. */
  default @Nullable String algorithm() {
    return null;
  }

  /**
   * Plain JSON values, valid against the algorithm's schema, defaults filled in; none for a
   * prediction. Of a study those that are not searched; of a trial all, with the searched ones.
   */
  default Map<String, Object> parameters() {
    return Map.of();
  }

  /** What one run does by itself. */
  sealed interface Work extends RunSpec {
    @Override
    default Work work() {
      return this;
    }

    /** The same work with other parameters; a prediction has none. */
    default Work with(Map<String, Object> parameters) {
      return this;
    }
  }

  /**
   * Learn a model.
   *
   * @param excludedColumns columns that the training must not see; never the target
   * @param parameters plain JSON values, valid against the algorithm's schema, defaults filled in
   */
  record Training(
      String algorithm,
      DatasetId datasetId,
      String target,
      Task task,
      List<String> excludedColumns,
      Validation validation,
      Map<String, Object> parameters,
      @Nullable Duration timeLimit)
      implements Work {
    public Training {
      excludedColumns = List.copyOf(excludedColumns);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    @Override
    public RunKind kind() {
      return RunKind.TRAINING;
    }

    @Override
    public Training with(Map<String, Object> others) {
      return new Training(
          algorithm, datasetId, target, task, excludedColumns, validation, others, timeLimit);
    }
  }

  /**
   * Predict every row of a dataset with a stored model.
   *
   * @param columnMapping which column of the dataset stands for a column of the model, by the
   *     model's; a column that is not named keeps its name
   */
  record Prediction(
      DatasetId datasetId,
      ModelId modelId,
      int modelVersion,
      DatasetFormat outputFormat,
      @Nullable Duration timeLimit,
      Map<String, String> columnMapping)
      implements Work {
    public Prediction {
      columnMapping = Map.copyOf(columnMapping);
    }

    /** One whose columns have the model's names. */
    public Prediction(
        DatasetId datasetId,
        ModelId modelId,
        int modelVersion,
        DatasetFormat outputFormat,
        @Nullable Duration timeLimit) {
      this(datasetId, modelId, modelVersion, outputFormat, timeLimit, Map.of());
    }

    @Override
    public RunKind kind() {
      return RunKind.PREDICTION;
    }
  }

  /**
   * Find the best solution of an optimisation problem.
   *
   * @param datasetId the instance, or a table with the data of a template; null when the parameters
   *     hold them, or with a set
   * @param instances of a set, in the order in which they are solved; none without one. Only a
   *     trial solves a set
   * @param parameters plain JSON values, valid against the algorithm's schema, defaults filled in
   * @param warmStart null to begin without a solution
   */
  record Solve(
      String algorithm,
      @Nullable DatasetId datasetId,
      List<DatasetId> instances,
      Map<String, Object> parameters,
      @Nullable WarmStart warmStart,
      @Nullable Duration timeLimit)
      implements Work {
    public Solve {
      instances = List.copyOf(instances);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Of one instance, or of what the parameters hold. */
    public Solve(
        String algorithm,
        @Nullable DatasetId datasetId,
        Map<String, Object> parameters,
        @Nullable WarmStart warmStart,
        @Nullable Duration timeLimit) {
      this(algorithm, datasetId, List.of(), parameters, warmStart, timeLimit);
    }

    @Override
    public RunKind kind() {
      return RunKind.SOLVE;
    }

    @Override
    public Solve with(Map<String, Object> others) {
      return new Solve(algorithm, datasetId, instances, others, warmStart, timeLimit);
    }

    /** The same over these instances, in this order. */
    public Solve over(List<DatasetId> others) {
      return new Solve(algorithm, null, others, parameters, null, timeLimit);
    }
  }

  /** A study, or a trial of one: what is asked of it is answered by its work. */
  sealed interface Search extends RunSpec {
    @Override
    default @Nullable DatasetId datasetId() {
      return work().datasetId();
    }

    @Override
    default List<DatasetId> instances() {
      return work().instances();
    }

    @Override
    default @Nullable Duration timeLimit() {
      return work().timeLimit();
    }

    @Override
    default @Nullable String algorithm() {
      return work().algorithm();
    }

    @Override
    default Map<String, Object> parameters() {
      return work().parameters();
    }
  }

  /**
   * Search parameters of some work: the same work again and again, each time with others.
   *
   * @param work what each trial does, with the parameters that are not searched
   */
  record Study(Work work) implements Search {
    @Override
    public RunKind kind() {
      return RunKind.STUDY;
    }
  }

  /**
   * Do the work of a study once.
   *
   * @param study whose trial it is
   * @param number from 0 within the study
   * @param work with all parameters, the searched ones among them
   */
  record Trial(RunId study, int number, Work work) implements Search {
    @Override
    public RunKind kind() {
      return RunKind.TRIAL;
    }
  }
}
