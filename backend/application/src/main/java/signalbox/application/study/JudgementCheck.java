package signalbox.application.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.ParameterSchemas;
import signalbox.application.service.OfferedAlgorithm;
import signalbox.application.service.ServiceCatalogue;
import signalbox.domain.error.Fault;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.Validation;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.MetricInfo;
import signalbox.domain.study.Direction;
import signalbox.domain.study.InstanceSet;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.StudyConstraint;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;

/**
 * Checks by what trials are proposed and judged: objectives, constraints, sampler, pruner, and
 * whether they go together.
 */
final class JudgementCheck {
  private static final String SAMPLER_KIND = "study";
  private static final String PRUNER_KIND = "pruner";
  private static final String GRID = "grid";
  private static final String CMA_ES = "cma_es";
  private static final String WILCOXON = "wilcoxon";
  private static final String FOLD = "fold";

  /** How a metric of a set begins, and the same of each of its instances. */
  private static final String OF_SET = "set/";

  private static final String OF_INSTANCE = "instance/";

  private static final String NOT_OF_SET = "has a value for each instance; name one of the set";

  private final ServiceCatalogue catalogue;
  private final ParameterSchemas schemas;

  JudgementCheck(ServiceCatalogue catalogue, ParameterSchemas schemas) {
    this.catalogue = catalogue;
    this.schemas = schemas;
  }

  /** What is known to be in order. */
  record Asked(Algorithm algorithm, RunSpec.Work work, Map<String, SearchRange> search, int seed) {
    /** Metrics of the task at hand, or of sets; empty when the algorithm names none at all. */
    Optional<MetricInfo> metric(String key) {
      String task =
          work instanceof RunSpec.Training training
              ? training.task().name().toLowerCase(Locale.ROOT)
              : null;
      return algorithm.metrics().stream()
          .filter(metric -> metric.key().equals(key))
          .filter(metric -> metric.task() == null || metric.task().equals(task))
          .filter(metric -> metric.ofSet() == overSet())
          .findFirst();
    }

    boolean overSet() {
      return !work.instances().isEmpty();
    }

    /** A trial does not end with one value of it. */
    boolean ofEachInstance(String key) {
      return metric(key)
          .map(MetricInfo::stepUnit)
          .filter(InstanceSet.STEP_UNIT::equals)
          .isPresent();
    }

    /** An algorithm that names no metric may report any. */
    boolean knows(String key) {
      return algorithm.metrics().isEmpty() ? !key.isBlank() : metric(key).isPresent();
    }

    boolean byFolds() {
      return work instanceof RunSpec.Training training
          && training.validation().method() == Validation.Method.KFOLD;
    }
  }

  /**
   * @param faults gets every fault
   * @return null when there are faults
   */
  @Nullable StudyDefinition check(Asked asked, NewStudy wanted, List<Fault> faults) {
    List<Objective> objectives = objectives(asked, wanted.objectives(), faults);
    List<StudyConstraint> constraints = constraints(asked, wanted.constraints(), faults);
    NewStudy.AskedMethod sampler = wanted.sampler();
    StudyMethod proposes =
        method(
            "sampler",
            SAMPLER_KIND,
            sampler == null
                ? new NewStudy.AskedMethod(StudyMethod.DEFAULT_SAMPLER, Map.of())
                : sampler,
            faults);
    requireFit(asked, proposes, wanted.objectives().size(), faults);
    Pruner pruner = pruner(asked, wanted, objectives, faults);
    return faults.isEmpty()
        ? new StudyDefinition(
            asked.search(), objectives, constraints, proposes, pruner, asked.seed())
        : null;
  }

  private static List<Objective> objectives(
      Asked asked, List<NewStudy.AskedObjective> wanted, List<Fault> faults) {
    if (wanted.isEmpty() || wanted.size() > Objective.MOST) {
      faults.add(Fault.inField("objectives", "must be from 1 to " + Objective.MOST));
    }
    List<Objective> objectives = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < wanted.size(); i++) {
      NewStudy.AskedObjective one = wanted.get(i);
      String field = "objectives[" + i + "]";
      if (!asked.knows(one.metric())) {
        faults.add(unknownMetric(asked, field + ".metric"));
      } else if (asked.ofEachInstance(one.metric())) {
        faults.add(Fault.inField(field + ".metric", NOT_OF_SET));
      } else if (!seen.add(one.metric())) {
        faults.add(Fault.inField(field + ".metric", "is there already"));
      }
      Direction direction = one.direction();
      if (direction == null) {
        direction = asked.metric(one.metric()).map(JudgementCheck::direction).orElse(null);
      }
      if (direction != null) {
        objectives.add(new Objective(one.metric(), direction));
      } else if (asked.knows(one.metric())) {
        faults.add(
            Fault.inField(
                field + ".direction",
                "is required: the algorithm does not say which values are better"));
      }
    }
    return objectives;
  }

  private static Direction direction(MetricInfo metric) {
    return metric.maximize() ? Direction.MAXIMIZE : Direction.MINIMIZE;
  }

  private static Fault unknownMetric(Asked asked, String field) {
    return Fault.inField(field, asked.algorithm().title() + " reports no such metric");
  }

  private static List<StudyConstraint> constraints(
      Asked asked, List<NewStudy.AskedConstraint> wanted, List<Fault> faults) {
    if (wanted.size() > StudyConstraint.MOST) {
      faults.add(Fault.inField("constraints", "at most " + StudyConstraint.MOST));
    }
    List<StudyConstraint> constraints = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      NewStudy.AskedConstraint one = wanted.get(i);
      String field = "constraints[" + i + "]";
      if (!asked.knows(one.metric())) {
        faults.add(unknownMetric(asked, field + ".metric"));
      } else if (asked.ofEachInstance(one.metric())) {
        faults.add(Fault.inField(field + ".metric", NOT_OF_SET));
      }
      Double bound = one.bound();
      if (bound == null || !Double.isFinite(bound)) {
        faults.add(Fault.inField(field + ".bound", "must be a finite number"));
      } else {
        constraints.add(
            new StudyConstraint(one.metric(), bound, Boolean.TRUE.equals(one.atLeast())));
      }
    }
    return constraints;
  }

  private StudyMethod method(
      String field, String kind, NewStudy.AskedMethod wanted, List<Fault> faults) {
    Optional<Algorithm> offered =
        catalogue
            .find(wanted.name())
            .map(OfferedAlgorithm::algorithm)
            .filter(algorithm -> algorithm.kinds().contains(kind));
    if (offered.isEmpty()) {
      faults.add(Fault.inField(field + ".name", "no ML service offers this " + field));
      return new StudyMethod(wanted.name(), wanted.parameters());
    }
    ParameterSchemas.Checked checked =
        schemas.check(offered.get().parametersSchema(), wanted.parameters());
    for (Fault fault : checked.faults()) {
      faults.add(Fault.inField(field + "." + fault.field(), fault.detail()));
    }
    return new StudyMethod(wanted.name(), checked.complete());
  }

  /** What a sampler cannot do. */
  private static void requireFit(
      Asked asked, StudyMethod sampler, int objectives, List<Fault> faults) {
    if (sampler.name().equals(GRID)) {
      asked
          .search()
          .forEach((name, range) -> {
            if (range instanceof SearchRange.Real real && real.step() == null) {
              faults.add(
                  Fault.inField("search." + name + ".step", "is required by the sampler grid"));
            }
          });
    }
    if (sampler.name().equals(CMA_ES) && objectives > 1) {
      faults.add(Fault.inField("sampler.name", "cma_es takes one objective only"));
    }
  }

  private @Nullable Pruner pruner(
      Asked asked, NewStudy wanted, List<Objective> objectives, List<Fault> faults) {
    NewStudy.AskedPruner pruner = wanted.pruner();
    if (pruner == null) {
      return null;
    }
    if (wanted.objectives().size() > 1) {
      faults.add(Fault.inField("pruner", "needs a single objective"));
      return null;
    }
    StudyMethod method = method("pruner", PRUNER_KIND, pruner.method(), faults);
    if (objectives.isEmpty()) {
      return null;
    }
    Objective objective = objectives.getFirst();
    String metric = pruner.metric();
    if (metric == null) {
      metric = reported(asked, objective.metric(), method.name());
    }
    if (metric == null) {
      faults.add(
          Fault.inField(
              "pruner.metric",
              asked.algorithm().title()
                  + " reports no points of "
                  + objective.metric()
                  + " while it executes; name another metric"));
      return null;
    }
    Optional<MetricInfo> known = asked.metric(metric);
    if (!asked.knows(metric)) {
      faults.add(unknownMetric(asked, "pruner.metric"));
    } else if (known.isPresent() && direction(known.get()) != objective.direction()) {
      faults.add(
          Fault.inField(
              "pruner.metric", "is better in the other direction than " + objective.metric()));
    }
    if (method.name().equals(WILCOXON)) {
      requireComparable(asked, known, faults);
    }
    return new Pruner(method, metric);
  }

  /** Wilcoxon compares two trials part by part: folds, or the instances of a set. */
  private static void requireComparable(
      Asked asked, Optional<MetricInfo> metric, List<Fault> faults) {
    String part = asked.overSet() ? InstanceSet.STEP_UNIT : FOLD;
    boolean byParts = metric.map(MetricInfo::stepUnit).filter(part::equals).isPresent();
    if (asked.overSet() && !byParts) {
      faults.add(
          Fault.inField(
              "pruner.metric", "must have a value for each instance: wilcoxon compares them"));
    }
    if (!asked.overSet() && !(byParts && asked.byFolds())) {
      faults.add(
          Fault.inField("pruner.name", "wilcoxon compares folds: validation.method must be kfold"));
    }
  }

  /**
   * The metric whose points tell of the objective while a trial executes: by folds its value of
   * each fold, for wilcoxon over a set that of each instance, else itself, or its value on the rows
   * that a training watches.
   */
  private static @Nullable String reported(Asked asked, String objective, String pruner) {
    if (asked.algorithm().metrics().isEmpty()) {
      return objective;
    }
    List<String> candidates = new ArrayList<>();
    if (asked.byFolds()) {
      candidates.add("fold/" + objective);
    }
    if (asked.overSet() && pruner.equals(WILCOXON) && objective.startsWith(OF_SET)) {
      candidates.add(OF_INSTANCE + objective.substring(OF_SET.length()));
    }
    candidates.add(objective);
    candidates.add("valid/" + objective);
    return candidates.stream()
        .filter(key -> asked.metric(key).map(MetricInfo::stepUnit).isPresent())
        .findFirst()
        .orElse(null);
  }
}
