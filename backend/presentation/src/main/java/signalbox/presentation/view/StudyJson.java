package signalbox.presentation.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyView;
import signalbox.domain.run.RunId;
import signalbox.domain.study.AskedRange;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;

/**
 * A study.
 *
 * @param enqueued parameters that people named and that wait for their trial
 * @param improvements pairs of a trial's number and its value
 */
public record StudyJson(
    RunJson run,
    Map<String, RangeJson> search,
    List<ObjectiveJson> objectives,
    List<ConstraintJson> constraints,
    MethodJson sampler,
    @Nullable PrunerJson pruner,
    int seed,
    int trials,
    @Nullable Long timeBudgetSeconds,
    int parallelism,
    boolean paused,
    boolean stopping,
    @Nullable String trouble,
    int enqueued,
    List<UUID> startFrom,
    CountsJson counts,
    List<BestJson> best,
    List<List<Number>> improvements) {

  /** The values of a searched parameter; what is null is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RangeJson(
      @Nullable String type,
      @Nullable Number low,
      @Nullable Number high,
      @Nullable Number step,
      @Nullable Boolean log,
      @Nullable List<Object> choices) {
    public AskedRange toAsked() {
      return new AskedRange(type, number(low), number(high), number(step), log, choices);
    }

    private static @Nullable Double number(@Nullable Number written) {
      return written == null ? null : written.doubleValue();
    }

    static RangeJson of(SearchRange range) {
      return switch (range) {
        case SearchRange.Real real ->
            new RangeJson("float", real.low(), real.high(), real.step(), real.log(), null);
        case SearchRange.Whole whole ->
            new RangeJson("integer", whole.low(), whole.high(), whole.step(), whole.log(), null);
        case SearchRange.Choice choice ->
            new RangeJson("categorical", null, null, null, null, choice.values());
      };
    }
  }

  /** What the best value is looked for of. */
  public record ObjectiveJson(String metric, @Nullable String direction) {}

  /** What a trial must keep to be among the best. */
  public record ConstraintJson(String metric, @Nullable Double bound, @Nullable Boolean atLeast) {}

  /** A sampler. */
  public record MethodJson(String name, @Nullable Map<String, Object> parameters) {
    static MethodJson of(StudyMethod method) {
      return new MethodJson(method.name(), method.parameters());
    }
  }

  /** A pruner, and whose points it looks at. */
  public record PrunerJson(
      String name, @Nullable Map<String, Object> parameters, @Nullable String metric) {
    static @Nullable PrunerJson of(@Nullable Pruner pruner) {
      return pruner == null
          ? null
          : new PrunerJson(pruner.method().name(), pruner.method().parameters(), pruner.metric());
    }
  }

  /** Trials by how they are. */
  public record CountsJson(int running, int completed, int pruned, int failed, int cancelled) {}

  /** A trial that no other beats. */
  public record BestJson(
      int number, UUID runId, List<Double> values, Map<String, Object> parameters) {
    static BestJson of(StudyView.Best best) {
      return new BestJson(best.number(), best.run().value(), best.values(), best.parameters());
    }
  }

  public static StudyJson of(StudyView view) {
    Study study = view.study();
    StudyDefinition definition = study.definition();
    StudyPlan plan = study.plan();
    StudyProgress progress = study.progress();
    Duration budget = study.timeBudget();
    Map<String, RangeJson> search = new LinkedHashMap<>();
    definition.search().forEach((name, range) -> search.put(name, RangeJson.of(range)));
    return new StudyJson(
        RunJson.of(view.run()),
        search,
        definition.objectives().stream()
            .map(
                objective -> new ObjectiveJson(objective.metric(), Words.of(objective.direction())))
            .toList(),
        definition.constraints().stream()
            .map(constraint ->
                new ConstraintJson(constraint.metric(), constraint.bound(), constraint.atLeast()))
            .toList(),
        MethodJson.of(definition.sampler()),
        PrunerJson.of(definition.pruner()),
        definition.seed(),
        plan.trials(),
        budget == null ? null : budget.toSeconds(),
        plan.parallelism(),
        plan.paused(),
        plan.stopping(),
        // What hindered it is of no use once it is over.
        view.run().run().status().terminal() ? null : progress.trouble(),
        study.waitingByHand(),
        study.startFrom().stream().map(RunId::value).toList(),
        new CountsJson(
            progress.running(),
            progress.completed(),
            progress.pruned(),
            progress.failed(),
            progress.cancelled()),
        view.best().stream().map(BestJson::of).toList(),
        view.improvements().stream()
            .map(improvement -> List.<Number>of(improvement.number(), improvement.value()))
            .toList());
  }
}
