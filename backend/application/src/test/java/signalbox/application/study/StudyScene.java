package signalbox.application.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.InMemoryArtifactRepository;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.event.Topic;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.model.InMemoryModelRepository;
import signalbox.application.run.InMemoryIdempotencyKeys;
import signalbox.application.run.InMemoryRunRepository;
import signalbox.application.run.NewRun;
import signalbox.application.run.NoNames;
import signalbox.application.run.ParameterSchemas;
import signalbox.application.run.RunRequestCheck;
import signalbox.application.run.RunViews;
import signalbox.application.run.TestRuns;
import signalbox.application.service.InMemoryServiceRepository;
import signalbox.application.service.ServiceCatalogue;
import signalbox.application.service.TestServices;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.Fault;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.service.ServiceInstance;
import signalbox.domain.study.AskedRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.Trial;

/** The use cases of studies over stores in memory, with a project, its members and a dataset. */
final class StudyScene {
  private final TestProject people = new TestProject();
  final ProjectId project = people.id;
  final Principal editor = people.editor;
  final Principal viewer = people.viewer;
  final Principal stranger = people.stranger;
  final Dataset titanic = TestRuns.titanic(project);
  final Dataset flugpl = TestRuns.instance(project, "flugpl.mps", DatasetFormat.MPS);
  final Dataset egout = TestRuns.instance(project, "egout.mps", DatasetFormat.MPS);
  final Dataset afiro = TestRuns.instance(project, "afiro.lp", DatasetFormat.LP);
  final Dataset elsewhere =
      TestRuns.instance(new ProjectId(TestRuns.IDS.next()), "other.mps", DatasetFormat.MPS);
  final List<Dataset> datasets = new ArrayList<>(List.of(titanic, flugpl, egout, afiro, elsewhere));

  /** Deleted after they were checked. */
  final Set<DatasetId> deleted = new HashSet<>();

  final InMemoryRunRepository runs = new InMemoryRunRepository();
  final InMemoryStudyRepository studies = new InMemoryStudyRepository();
  final InMemoryTrialRepository trials = new InMemoryTrialRepository(studies, runs);
  final InMemoryStudyInstances instances = new InMemoryStudyInstances(this::kept);
  final InMemoryStudyEventRepository events = new InMemoryStudyEventRepository();
  final List<StudyWatcher.Improved> improved = new ArrayList<>();
  final InMemoryServiceRepository services = new InMemoryServiceRepository();
  final SentStudies commands = new SentStudies();
  final List<Topic> signals = new ArrayList<>();
  final CountingObserver observer = new CountingObserver();
  Instant now = TestRuns.NOW;
  final StudyViews views;
  final StudyAccess access;
  final StartStudyHandler start;
  final ChangeStudyHandler change;
  final EnqueueTrialsHandler enqueue;
  final PruneTrialHandler prune;
  final RecordStudies record;
  final PublishStudy publish;

  StudyScene() {
    services.put(TestServices.tuning("t:1", TestRuns.NOW));
    services.put(trainers());
    services.put(TestServices.solving("s:1", TestRuns.NOW));
    ImmediateTransactions transactions = new ImmediateTransactions();
    AccessPolicy policy = new AccessPolicy(people);
    RunViews runViews = new RunViews(new NoNames(), ids -> Map.of(), trials, Runnable::run);
    ServiceCatalogue catalogue = new ServiceCatalogue(services);
    RunRequestCheck runCheck =
        new RunRequestCheck(
            this::find,
            (dataset, target) ->
                new TargetCheck(
                    target,
                    target.equals("age") ? Task.REGRESSION : Task.CLASSIFICATION,
                    dataset.rows(),
                    0,
                    List.of(),
                    List.of()),
            new InMemoryModelRepository(),
            runs,
            new InMemoryArtifactRepository(),
            catalogue,
            StudyScene::checkParameters);
    EarlierTrials earlier = new EarlierTrials(studies, trials);
    views = new StudyViews(runViews, studies, trials);
    access = new StudyAccess(runs, policy);
    start =
        new StartStudyHandler(
            policy,
            new StudyRequestCheck(
                runCheck, catalogue, StudyScene::checkParameters, runs, studies, () -> -7),
            new StartStudyHandler.Ports(
                runs, studies, instances, events, earlier, commands, new InMemoryIdempotencyKeys()),
            views,
            transactions,
            signals::add,
            new StartStudyHandler.Surroundings(TestRuns.IDS, () -> now, CurrentTrace.NONE));
    StudyChanger changer =
        new StudyChanger(
            access, runs, studies, events, commands, views, transactions, signals::add, () -> now);
    change = new ChangeStudyHandler(changer);
    enqueue = new EnqueueTrialsHandler(changer);
    prune = new PruneTrialHandler(changer, trials);
    record =
        new RecordStudies(
            new RecordStudies.Ports(studies, trials, events, runs),
            improved::addAll,
            transactions,
            signals::add,
            observer);
    publish = new PublishStudy(studies, earlier, commands);
  }

  private Optional<Dataset> find(DatasetId id) {
    return datasets.stream().filter(dataset -> dataset.id().equals(id)).findFirst();
  }

  private Optional<StudyInstance> kept(DatasetId id) {
    return find(id)
        .filter(_ -> !deleted.contains(id))
        .map(dataset ->
            new StudyInstance(
                id, dataset.name(), dataset.version(), dataset.format(), dataset.model()));
  }

  private static ServiceInstance trainers() {
    ServiceInstance tabular = TestServices.tabular("a:1", true, TestRuns.NOW);
    return new ServiceInstance(
        tabular.service(),
        tabular.instance(),
        tabular.version(),
        tabular.instanceId(),
        true,
        tabular.slots(),
        0,
        "closed",
        null,
        List.of(TestServices.lightgbm(), TestServices.forest()),
        TestRuns.NOW);
  }

  /**
   * Knows {@code learning_rate} above 0 and at most 1, {@code rounds}, whole and at least 1, and
   * {@code boosting}; a sampler knows {@code n_startup_trials}, a solver everything.
   */
  private static ParameterSchemas.Checked checkParameters(
      String schema, Map<String, Object> parameters) {
    Map<String, Object> complete = new LinkedHashMap<>();
    List<Fault> faults = new ArrayList<>();
    if (schema.equals(TestServices.SAMPLER_SCHEMA)) {
      complete.put("n_startup_trials", 10);
    } else if (schema.equals(TestServices.SCHEMA)) {
      complete.put("learning_rate", 0.1);
      complete.put("rounds", 100);
      complete.put("boosting", "gbdt");
    }
    parameters.forEach((name, value) -> {
      String fault = schema.equals(TestServices.SOLVER_SCHEMA) ? null : fault(name, value);
      if (fault != null) {
        faults.add(Fault.inField("parameters." + name, fault));
      } else {
        complete.put(name, value);
      }
    });
    return new ParameterSchemas.Checked(complete, faults);
  }

  private static @Nullable String fault(String name, Object value) {
    double number = value instanceof Number written ? written.doubleValue() : Double.NaN;
    return switch (name) {
      case "learning_rate" ->
          number > 1 ? "must be at most 1" : number > 0 ? null : "must be greater than 0";
      case "rounds" -> number >= 1 && number == Math.rint(number) ? null : "must be whole";
      case "boosting" -> List.of("gbdt", "dart").contains(value) ? null : "must be in the list";
      case "n_startup_trials" -> number >= 0 ? null : "must be at least 0";
      default -> "unknown";
    };
  }

  /** A request under change; as it is made, it can start. */
  final class Draft {
    @Nullable String name;
    @Nullable String algorithm = "forest";
    @Nullable DatasetId datasetId = titanic.id();
    @Nullable List<DatasetId> datasetIds;
    @Nullable String target = "survived";
    NewRun.@Nullable NewValidation validation;
    Map<String, Object> parameters = Map.of();
    @Nullable Long maxAttempts;
    Map<String, AskedRange> search = new LinkedHashMap<>();
    List<NewStudy.AskedObjective> objectives =
        List.of(new NewStudy.AskedObjective("roc_auc", null));
    List<NewStudy.AskedConstraint> constraints = List.of();
    NewStudy.@Nullable AskedMethod sampler;
    NewStudy.@Nullable AskedPruner pruner;
    @Nullable Long seed;
    @Nullable Long trials = 60L;
    @Nullable Long timeBudget;
    @Nullable Long parallelism;
    List<Map<String, Object>> enqueue = List.of();
    List<RunId> startFrom = List.of();

    Draft() {
      search.put("learning_rate", numbers("float", 0.001, 0.3, null, true));
      search.put("rounds", numbers("integer", 10, 200, 10.0, null));
    }

    NewStudy done() {
      return new NewStudy(
          new NewStudy.Work(
              name,
              algorithm,
              datasetId,
              datasetIds,
              target,
              null,
              List.of(),
              validation,
              parameters,
              List.of("tag"),
              5,
              null,
              maxAttempts),
          search,
          objectives,
          constraints,
          sampler,
          pruner,
          seed,
          trials,
          timeBudget,
          parallelism,
          enqueue,
          startFrom);
    }

    /** It tunes HiGHS over these. */
    Draft over(Dataset... set) {
      algorithm = "highs";
      datasetId = null;
      datasetIds = Arrays.stream(set).map(Dataset::id).toList();
      target = null;
      parameters = Map.of("time_limit_seconds", 5);
      search.clear();
      search.put("heuristics", numbers("float", 0, 1, null, null));
      objectives = List.of(new NewStudy.AskedObjective("set/gap_integral", null));
      seed = 7L;
      return this;
    }

    void byFolds() {
      validation = new NewRun.NewValidation(Validation.Method.KFOLD, null, 5, null);
    }
  }

  static AskedRange numbers(
      String type, double low, double high, @Nullable Double step, @Nullable Boolean log) {
    return new AskedRange(type, low, high, step, log, null);
  }

  static AskedRange choices(Object... values) {
    return new AskedRange("categorical", null, null, null, null, List.of(values));
  }

  static NewStudy.AskedMethod method(String name, Map<String, Object> parameters) {
    return new NewStudy.AskedMethod(name, parameters);
  }

  StudyView started(UnaryOperator<Draft> change) {
    return start.handle(editor, new StartStudy(project, change.apply(new Draft()).done(), null));
  }

  /** A study that has just begun. */
  RunId startedStudy() {
    return started(draft -> draft).run().run().id();
  }

  Study study(RunId id) {
    return studies.find(id).orElseThrow();
  }

  Run run(RunId id) {
    return runs.find(id).orElseThrow();
  }

  /** The whole log, the oldest first. */
  List<StudyEvent> log(RunId study) {
    return events.after(study, StudyEventFilter.ALL, StudyEventPlace.START, Integer.MAX_VALUE);
  }

  /** The texts of the log after its first line, the oldest first. */
  List<String> lines(RunId study) {
    return log(study).stream().skip(1).map(StudyEvent::text).toList();
  }

  List<Trial> allTrials(RunId study) {
    return trials.after(study, 0, Integer.MAX_VALUE).stream().map(TrialRow::trial).toList();
  }

  /** Remembers what was sent. */
  static final class SentStudies implements StudyCommands {
    final List<RunId> started = new ArrayList<>();
    final List<List<EarlierTrial>> earlier = new ArrayList<>();
    final List<List<Dataset>> datasets = new ArrayList<>();
    final Map<RunId, List<StudyPlan>> plans = new HashMap<>();

    @Override
    public UUID startStudy(Run run, Study study, List<Dataset> workedOn, List<EarlierTrial> told) {
      started.add(run.id());
      datasets.add(workedOn);
      earlier.add(told);
      return TestRuns.IDS.next();
    }

    @Override
    public UUID changeStudy(Study study) {
      plans.computeIfAbsent(study.id(), _ -> new ArrayList<>()).add(study.plan());
      return TestRuns.IDS.next();
    }

    List<StudyPlan> of(RunId study) {
      return plans.getOrDefault(study, List.of());
    }
  }

  /** Counts. */
  static final class CountingObserver implements StudyObserver {
    int repeated;
    int stale;
    int unknown;

    @Override
    public void repeated(RunId study) {
      repeated++;
    }

    @Override
    public void stale(RunId study) {
      stale++;
    }

    @Override
    public void unknown(RunId study) {
      unknown++;
    }
  }
}
