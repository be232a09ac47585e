package signalbox.presentation.rest.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun;
import signalbox.application.study.NewStudy;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.RunId;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.study.AskedRange;
import signalbox.domain.study.Direction;
import signalbox.presentation.view.NewRunJson;
import signalbox.presentation.view.StudyJson;
import signalbox.presentation.view.Words;

/** A wanted study. */
record NewStudyBody(
    @Nullable String name,
    @Nullable String algorithm,
    @Nullable UUID datasetId,
    @Nullable List<UUID> datasetIds,
    @Nullable String target,
    @Nullable String task,
    @Nullable List<String> excludedColumns,
    NewRunJson.@Nullable ValidationJson validation,
    @Nullable Map<String, Object> parameters,
    @Nullable List<String> tags,
    @Nullable Integer priority,
    NewRunJson.@Nullable LimitsJson limits,
    Map<String, StudyJson.RangeJson> search,
    List<StudyJson.ObjectiveJson> objectives,
    @Nullable List<StudyJson.ConstraintJson> constraints,
    StudyJson.@Nullable MethodJson sampler,
    StudyJson.@Nullable PrunerJson pruner,
    @Nullable Long seed,
    @Nullable Long trials,
    @Nullable Long timeBudgetSeconds,
    @Nullable Long parallelism,
    @Nullable List<Map<String, Object>> enqueue,
    @Nullable List<UUID> startFrom) {

  /**
   * @throws SignalboxException with the field for a word that is not known
   */
  NewStudy toNewStudy() {
    return new NewStudy(
        work(),
        ranges(),
        wantedObjectives(),
        constraints == null
            ? List.of()
            : constraints.stream()
                .map(wanted ->
                    new NewStudy.AskedConstraint(wanted.metric(), wanted.bound(), wanted.atLeast()))
                .toList(),
        sampler == null ? null : method(sampler.name(), sampler.parameters()),
        pruner == null
            ? null
            : new NewStudy.AskedPruner(method(pruner.name(), pruner.parameters()), pruner.metric()),
        seed,
        trials,
        timeBudgetSeconds,
        parallelism,
        enqueue == null ? List.of() : enqueue,
        startFrom == null ? List.of() : startFrom.stream().map(RunId::new).toList());
  }

  private NewStudy.Work work() {
    Integer attempts = limits == null ? null : limits.maxAttempts();
    return new NewStudy.Work(
        name,
        algorithm,
        datasetId == null ? null : new DatasetId(datasetId),
        datasetIds == null ? null : datasetIds.stream().map(DatasetId::new).toList(),
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
        parameters == null ? Map.of() : parameters,
        tags == null ? List.of() : tags,
        priority,
        limits == null ? null : limits.timeSeconds(),
        attempts == null ? null : (long) attempts);
  }

  private Map<String, AskedRange> ranges() {
    Map<String, AskedRange> ranges = new LinkedHashMap<>();
    search.forEach((path, range) -> {
      // The values of a map are not checked with the shape of the body.
      if (range == null) {
        throw SignalboxException.invalid(
            ErrorCode.STUDY_INVALID, "search." + path, "must not be null");
      }
      ranges.put(path, range.toAsked());
    });
    return ranges;
  }

  private List<NewStudy.AskedObjective> wantedObjectives() {
    List<NewStudy.AskedObjective> wanted = new ArrayList<>();
    for (int i = 0; i < objectives.size(); i++) {
      StudyJson.ObjectiveJson objective = objectives.get(i);
      wanted.add(
          new NewStudy.AskedObjective(
              objective.metric(),
              Words.parseOptional(
                  Direction.class, "objectives[" + i + "].direction", objective.direction())));
    }
    return wanted;
  }

  private static NewStudy.AskedMethod method(
      String name, @Nullable Map<String, Object> parameters) {
    return new NewStudy.AskedMethod(name, parameters == null ? Map.of() : parameters);
  }
}
