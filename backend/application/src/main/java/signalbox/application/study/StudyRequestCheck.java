package signalbox.application.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.NewRun;
import signalbox.application.run.ParameterSchemas;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunRequestCheck;
import signalbox.application.service.OfferedAlgorithm;
import signalbox.application.service.ServiceCatalogue;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.service.Algorithm;
import signalbox.domain.study.InstanceSet;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.SearchSpace;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;

/**
 * Checks everything about a wanted study before anything starts: first what it says by itself, then
 * its parameters against the algorithm's schema, then the data, then what it is to be judged by.
 * Changes nothing. Thread-safe.
 */
public final class StudyRequestCheck {
  private static final long MOST_SECONDS = 31_536_000;

  /** Every trial is stored with its parameters; more data than this belong into a dataset. */
  static final int MAX_PARAMETER_CHARS = 32 * 1024;

  private final RunRequestCheck runCheck;
  private final SearchedParameters searched;
  private final JudgementCheck judgement;
  private final ServiceCatalogue catalogue;
  private final RunRepository runs;
  private final StudyRepository studies;
  private final IntSupplier seeds;

  /**
   * @param seeds random numbers, for studies that name no seed
   */
  public StudyRequestCheck(
      RunRequestCheck runCheck,
      ServiceCatalogue catalogue,
      ParameterSchemas schemas,
      RunRepository runs,
      StudyRepository studies,
      IntSupplier seeds) {
    this.runCheck = runCheck;
    this.searched = new SearchedParameters(schemas);
    this.judgement = new JudgementCheck(catalogue, schemas);
    this.catalogue = catalogue;
    this.runs = runs;
    this.studies = studies;
    this.seeds = seeds;
  }

  /**
   * A study that can start.
   *
   * @param datasets what each trial works on: one; none for a solve that has its data in its
   *     parameters; of a set all, in the order in which they are solved
   * @param nameStem the beginning of a made name
   */
  record CheckedStudy(
      RunSpec.Study spec,
      List<Dataset> datasets,
      String nameStem,
      StudyDefinition definition,
      StudyPlan plan,
      @Nullable Duration timeBudget) {
    CheckedStudy {
      datasets = List.copyOf(datasets);
    }

    Study study(RunId id, List<RunId> startFrom) {
      return new Study(id, definition, timeBudget, startFrom, plan, StudyProgress.NONE, 0);
    }
  }

  /**
   * @throws SignalboxException with the field at fault, and every fault when there are several
   */
  CheckedStudy check(ProjectId project, NewStudy wanted) {
    List<Fault> faults = new ArrayList<>();
    checkNumbers(wanted, faults);
    checkNamedInstances(wanted.work(), faults);
    Map<String, SearchRange> search = SearchSpace.of(wanted.search(), faults);
    Algorithm algorithm = algorithm(wanted, faults);
    throwIfAny(faults);
    SearchedParameters.Checked parameters =
        searched.check(algorithm, wanted.work().parameters(), search, faults);
    List<DatasetId> set = wanted.work().datasetIds();
    if (set != null) {
      checkSolvesSets(algorithm, parameters.fixed(), search, faults);
    }
    throwIfAny(faults);
    int seed =
        wanted.seed() == null
            ? seeds.getAsInt() & Integer.MAX_VALUE
            : Math.toIntExact(wanted.seed());
    NewRun trial = asRun(wanted.work(), algorithm, parameters.sample());
    Executed each =
        set == null
            ? executed(runCheck.check(project, trial))
            : executed(project, trial, set, seed);
    RunSpec.Work work = each.work().with(parameters.fixed());
    StudyDefinition definition =
        judgement.check(new JudgementCheck.Asked(algorithm, work, search, seed), wanted, faults);
    if (definition == null) {
      throwIfAny(faults);
      throw new IllegalStateException("no definition and no fault");
    }
    checkEnqueued("enqueue", definition, wanted.enqueue(), faults);
    checkStarts(project, definition, wanted.startFrom(), faults);
    throwIfAny(faults);
    Long budget = wanted.timeBudgetSeconds();
    return new CheckedStudy(
        new RunSpec.Study(work),
        each.datasets(),
        each.nameStem(),
        definition,
        new StudyPlan(
            Math.toIntExact(number(wanted.trials(), 1)),
            Math.toIntExact(number(wanted.parallelism(), StudyPlan.DEFAULT_PARALLELISM)),
            false,
            false,
            wanted.enqueue(),
            List.of(),
            0),
        budget == null ? null : Duration.ofSeconds(budget));
  }

  /**
   * What each trial does, with the parameters of one of them.
   *
   * @param datasets in the order in which they are worked on
   */
  private record Executed(RunSpec.Work work, List<Dataset> datasets, String nameStem) {}

  private static Executed executed(RunRequestCheck.CheckedRun run) {
    Dataset dataset = run.dataset();
    return new Executed(
        run.spec().work(), dataset == null ? List.of() : List.of(dataset), run.nameStem());
  }

  /** The order does not depend on that in which somebody named them. */
  private Executed executed(ProjectId project, NewRun trial, List<DatasetId> set, int seed) {
    RunRequestCheck.CheckedSet checked = runCheck.checkSet(project, trial, set);
    List<DatasetId> order = InstanceSet.ordered(set, seed);
    return new Executed(
        checked.spec().over(order),
        checked.instances().stream()
            .sorted(Comparator.comparingInt(dataset -> order.indexOf(dataset.id())))
            .toList(),
        checked.nameStem());
  }

  /** What can be said of a set by itself. */
  private static void checkNamedInstances(NewStudy.Work work, List<Fault> faults) {
    List<DatasetId> set = work.datasetIds();
    if (set == null) {
      return;
    }
    if (work.datasetId() != null) {
      faults.add(Fault.inField("datasetIds", "cannot stand beside datasetId"));
    }
    if (set.size() < InstanceSet.LEAST || set.size() > InstanceSet.MOST) {
      faults.add(
          Fault.inField(
              "datasetIds", "must be from " + InstanceSet.LEAST + " to " + InstanceSet.MOST));
    }
    Set<DatasetId> seen = new HashSet<>();
    for (int i = 0; i < set.size(); i++) {
      if (!seen.add(set.get(i))) {
        faults.add(Fault.inField("datasetIds[" + i + "]", "is there already"));
      }
    }
  }

  /** All instances have the same time, and it is what they are measured by. */
  private static void checkSolvesSets(
      Algorithm algorithm,
      Map<String, Object> fixed,
      Map<String, SearchRange> search,
      List<Fault> faults) {
    if (!algorithm.serves(RunKind.SOLVE) || !algorithm.solvesSets()) {
      faults.add(Fault.inField("datasetIds", algorithm.title() + " solves no sets of instances"));
      return;
    }
    if (search.containsKey(InstanceSet.TIME_LIMIT)) {
      faults.add(
          Fault.inField(
              "search." + InstanceSet.TIME_LIMIT,
              "cannot be searched over a set: instances are measured by it"));
      return;
    }
    boolean limited =
        fixed.get(InstanceSet.TIME_LIMIT) instanceof Number limit && limit.doubleValue() > 0;
    if (!limited) {
      faults.add(
          Fault.inField(
              "parameters." + InstanceSet.TIME_LIMIT,
              "must be greater than 0 over a set: what is not solved counts with it"));
    }
  }

  private static void checkNumbers(NewStudy wanted, List<Fault> faults) {
    if (wanted.trials() == null) {
      faults.add(Fault.inField("trials", "is required"));
    }
    within(faults, "trials", wanted.trials(), 1, StudyPlan.MOST_TRIALS);
    within(faults, "parallelism", wanted.parallelism(), 1, StudyPlan.MOST_PARALLEL);
    within(faults, "timeBudgetSeconds", wanted.timeBudgetSeconds(), 1, MOST_SECONDS);
    within(faults, "seed", wanted.seed(), 0, Integer.MAX_VALUE);
    within(faults, "limits.maxAttempts", wanted.work().maxAttempts(), 1, Study.MOST_ATTEMPTS);
    if (wanted.enqueue().size() > StudyPlan.MOST_ENQUEUED) {
      faults.add(Fault.inField("enqueue", "at most " + StudyPlan.MOST_ENQUEUED));
    }
    if (wanted.startFrom().size() > Study.MOST_STARTS) {
      faults.add(Fault.inField("startFrom", "at most " + Study.MOST_STARTS));
    }
    if (RunRequestCheck.chars(wanted.work().parameters()) > MAX_PARAMETER_CHARS) {
      faults.add(
          Fault.inField(
              "parameters",
              "have more than " + MAX_PARAMETER_CHARS + " characters; put data into a dataset"));
    }
  }

  private Algorithm algorithm(NewStudy wanted, List<Fault> faults) {
    String name = wanted.work().algorithm();
    if (name == null || name.isEmpty()) {
      faults.add(Fault.inField("algorithm", "is required"));
      throwIfAny(faults);
      throw new IllegalStateException("a fault that is none");
    }
    return catalogue
        .find(name)
        .map(OfferedAlgorithm::algorithm)
        .filter(offered -> offered.serves(RunKind.TRAINING) || offered.serves(RunKind.SOLVE))
        .orElseThrow(() ->
            SignalboxException.of(ErrorCode.RUN_UNKNOWN_ALGORITHM)
                .unsafe("algorithm", name)
                .at("algorithm"));
  }

  /** One trial as a run of its own, to be checked as such. */
  private static NewRun asRun(
      NewStudy.Work work, Algorithm algorithm, Map<String, Object> parameters) {
    return new NewRun(
        algorithm.serves(RunKind.TRAINING) ? RunKind.TRAINING : RunKind.SOLVE,
        work.algorithm(),
        work.datasetId(),
        parameters,
        new NewRun.Training(work.target(), work.task(), work.excludedColumns(), work.validation()),
        NewRun.Prediction.NONE,
        null,
        new NewRun.Terms(work.name(), work.tags(), work.priority(), work.timeSeconds(), null));
  }

  static void checkEnqueued(
      String field,
      StudyDefinition definition,
      List<Map<String, Object>> enqueued,
      List<Fault> faults) {
    for (int i = 0; i < enqueued.size(); i++) {
      faults.addAll(definition.faultsOf(field + "[" + i + "]", enqueued.get(i)));
    }
  }

  private void checkStarts(
      ProjectId project, StudyDefinition definition, List<RunId> startFrom, List<Fault> faults) {
    if (startFrom.isEmpty()) {
      return;
    }
    Set<RunId> ofProject = new HashSet<>();
    for (Run run : runs.findAll(startFrom)) {
      if (run.projectId().equals(project)) {
        ofProject.add(run.id());
      }
    }
    Map<RunId, Study> found = new HashMap<>();
    studies.findAll(ofProject).forEach(study -> found.put(study.id(), study));
    Set<RunId> seen = new HashSet<>();
    for (int i = 0; i < startFrom.size(); i++) {
      String field = "startFrom[" + i + "]";
      Study study = found.get(startFrom.get(i));
      if (study == null) {
        faults.add(Fault.inField(field, "there is no such study in this project"));
      } else if (!seen.add(study.id())) {
        faults.add(Fault.inField(field, "is there already"));
      } else if (!definition.learnsFrom(study.definition())) {
        faults.add(Fault.inField(field, "searches other parameters or has other objectives"));
      }
    }
  }

  static void within(
      List<Fault> faults, String field, @Nullable Long value, long least, long most) {
    if (value != null && (value < least || value > most)) {
      faults.add(Fault.inField(field, "must be from " + least + " to " + most));
    }
  }

  static void throwIfAny(List<Fault> faults) {
    if (!faults.isEmpty()) {
      Fault first = faults.getFirst();
      throw SignalboxException.invalid(
              ErrorCode.STUDY_INVALID, String.valueOf(first.field()), first.detail())
          .because(faults);
    }
  }

  private static long number(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }
}
