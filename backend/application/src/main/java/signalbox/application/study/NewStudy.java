package signalbox.application.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun.NewValidation;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.Task;
import signalbox.domain.study.AskedRange;
import signalbox.domain.study.Direction;

/**
 * A study as somebody asks for it: not checked, and open where a default will do.
 *
 * @param work what each trial does
 * @param search the ranges by the parameter's path
 * @param constraints what a trial must keep to be among the best
 * @param sampler the default when null
 * @param pruner null when every trial goes on to its end
 * @param seed a random one when null
 * @param trials how many trials in all
 * @param timeBudgetSeconds null for no limit
 * @param enqueue parameters that are tried first
 * @param startFrom earlier studies whose trials it is told
 */
public record NewStudy(
    Work work,
    Map<String, AskedRange> search,
    List<AskedObjective> objectives,
    List<AskedConstraint> constraints,
    @Nullable AskedMethod sampler,
    @Nullable AskedPruner pruner,
    @Nullable Long seed,
    @Nullable Long trials,
    @Nullable Long timeBudgetSeconds,
    @Nullable Long parallelism,
    List<Map<String, Object>> enqueue,
    List<RunId> startFrom) {
  public NewStudy {
    search = Collections.unmodifiableMap(new LinkedHashMap<>(search));
    objectives = List.copyOf(objectives);
    constraints = List.copyOf(constraints);
    enqueue =
        enqueue.stream().map(one -> Collections.unmodifiableMap(new LinkedHashMap<>(one))).toList();
    startFrom = List.copyOf(startFrom);
  }

  /**
   * What each trial does.
   *
   * @param name of the study; made from algorithm and dataset when null
   * @param datasetIds the instances of a set, in place of one dataset; null for none
   * @param task found from the target when null
   * @param parameters those that are not searched; plain JSON values
   * @param timeSeconds of each trial
   * @param maxAttempts of each trial
   */
  public record Work(
      @Nullable String name,
      @Nullable String algorithm,
      @Nullable DatasetId datasetId,
      @Nullable List<DatasetId> datasetIds,
      @Nullable String target,
      @Nullable Task task,
      List<String> excludedColumns,
      @Nullable NewValidation validation,
      Map<String, Object> parameters,
      List<String> tags,
      @Nullable Integer priority,
      @Nullable Long timeSeconds,
      @Nullable Long maxAttempts) {
    public Work {
      datasetIds = datasetIds == null ? null : List.copyOf(datasetIds);
      excludedColumns = List.copyOf(excludedColumns);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
      tags = List.copyOf(tags);
    }
  }

  /**
   * An objective.
   *
   * @param direction as the algorithm says of the metric when null
   */
  public record AskedObjective(String metric, @Nullable Direction direction) {}

  /** A constraint. */
  public record AskedConstraint(String metric, @Nullable Double bound, @Nullable Boolean atLeast) {}

  /** A sampler. */
  public record AskedMethod(String name, Map<String, Object> parameters) {
    public AskedMethod {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /**
   * A pruner.
   *
   * @param metric whose points are looked at; found from the first objective when null
   */
  public record AskedPruner(AskedMethod method, @Nullable String metric) {}
}
