package signalbox.application.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.InMemoryArtifactRepository;
import signalbox.application.dataset.TargetCheck;
import signalbox.application.event.Topic;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.TestProject;
import signalbox.application.model.InMemoryModelRepository;
import signalbox.application.service.InMemoryServiceRepository;
import signalbox.application.service.ServiceCatalogue;
import signalbox.application.service.TestServices;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.Task;
import signalbox.domain.study.TrialState;

/** The use cases of runs over stores in memory, with a project, its members and a dataset. */
final class RunScene {
  private final TestProject people = new TestProject();
  final ProjectId project = people.id;
  final Principal editor = people.editor;
  final Principal viewer = people.viewer;
  final Principal stranger = people.stranger;
  final Principal administrator = new Principal(new UserId(TestRuns.IDS.next()), true);
  final AccessPolicy access = new AccessPolicy(people);
  final Dataset titanic = TestRuns.titanic(project);
  final Dataset flugpl = TestRuns.instance(project, "flugpl.mps.gz", DatasetFormat.MPS);
  final InMemoryRunRepository runs = new InMemoryRunRepository();
  final InMemoryArtifactRepository artifacts = new InMemoryArtifactRepository();
  final InMemoryModelRepository models = new InMemoryModelRepository();
  final InMemoryServiceRepository services = new InMemoryServiceRepository();
  final SentCommands outbox = new SentCommands();
  final CountingObserver observer = new CountingObserver();
  final List<Topic> signals = new ArrayList<>();
  final List<RunWatcher.Reached> reached = new ArrayList<>();
  final List<String> stops = new ArrayList<>();
  final List<RunId> askedLogs = new ArrayList<>();
  final Map<DatasetId, Dataset> datasets = new HashMap<>();
  final Map<RunId, TrialState> trialStates = new HashMap<>();
  final StartRunHandler start;
  final CancelRunHandler cancel;
  final RetryRunHandler retry;
  final CloneRunHandler cloneRun;
  final GetRunHandler get;
  final RecordStatus record;

  RunScene() {
    datasets.put(titanic.id(), titanic);
    datasets.put(flugpl.id(), flugpl);
    services.put(TestServices.tabular("a:1", true, TestRuns.NOW));
    services.put(TestServices.solving("s:1", TestRuns.NOW));
    ImmediateTransactions transactions = new ImmediateTransactions();
    RunViews views =
        new RunViews(
            new RunNames() {
              @Override
              public Map<UserId, String> users(Collection<UserId> ids) {
                return Map.of(editor.userId(), "Eve");
              }

              @Override
              public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
                return Map.of(titanic.id(), new NamedDataset(titanic.name(), titanic.version()));
              }
            },
            ids -> {
              askedLogs.addAll(ids);
              return Map.of();
            },
            ids -> trialStates,
            Runnable::run);
    RunRequestCheck check =
        new RunRequestCheck(
            id -> Optional.ofNullable(datasets.get(id)),
            RunScene::checkTarget,
            models,
            runs,
            artifacts,
            new ServiceCatalogue(services),
            RunScene::checkParameters);
    RunStarter starter =
        new RunStarter(
            check,
            runs,
            outbox,
            new InMemoryIdempotencyKeys(),
            views,
            transactions,
            signals::add,
            TestRuns.IDS,
            () -> TestRuns.NOW,
            CurrentTrace.NONE);
    RunAccess runAccess = new RunAccess(new InMemoryMemberRuns(runs, people), access);
    start = new StartRunHandler(access, starter);
    cancel =
        new CancelRunHandler(
            runAccess,
            runs,
            outbox,
            (run, mode, by, now) -> stops.add(mode + " " + run.id() + " by " + by + " at " + now),
            views,
            transactions,
            signals::add,
            () -> TestRuns.NOW);
    retry = new RetryRunHandler(runAccess, starter);
    cloneRun = new CloneRunHandler(runAccess);
    get = new GetRunHandler(runAccess, views);
    record =
        new RecordStatus(
            runs,
            artifacts,
            models,
            transactions,
            signals::add,
            TestRuns.IDS,
            () -> TestRuns.NOW,
            observer,
            reached::addAll);
  }

  /** The target {@code alive} has one class; {@code age} is a regression. */
  private static TargetCheck checkTarget(Dataset dataset, String target) {
    if (target.equals("alive")) {
      throw SignalboxException.of(ErrorCode.RUN_ONE_CLASS).unsafe("column", target).at("target");
    }
    return new TargetCheck(
        target,
        target.equals("age") ? Task.REGRESSION : Task.CLASSIFICATION,
        dataset.rows(),
        0,
        List.of(),
        List.of());
  }

  /** Knows {@code learning_rate} alone, which must be positive; a solver knows every name. */
  private static ParameterSchemas.Checked checkParameters(
      String schema, Map<String, Object> parameters) {
    if (schema.equals(TestServices.SOLVER_SCHEMA)) {
      Map<String, Object> ofSolver = new HashMap<>(Map.of("time_limit_seconds", 0));
      ofSolver.putAll(parameters);
      return new ParameterSchemas.Checked(ofSolver, List.of());
    }
    List<Fault> faults = new ArrayList<>();
    parameters.forEach((name, value) -> {
      if (!name.equals("learning_rate")) {
        faults.add(Fault.inField("parameters." + name, "unknown"));
      } else if (!(value instanceof Number number) || number.doubleValue() <= 0) {
        faults.add(Fault.inField("parameters." + name, "must be positive"));
      }
    });
    Map<String, Object> complete = new HashMap<>(Map.of("learning_rate", 0.1));
    complete.putAll(parameters);
    return new ParameterSchemas.Checked(complete, faults);
  }

  /** A training that can start. */
  NewRun training() {
    return new NewRun(
        RunKind.TRAINING,
        "lightgbm",
        titanic.id(),
        Map.of(),
        new NewRun.Training("survived", null, List.of("alive"), null),
        NewRun.Prediction.NONE,
        null,
        NewRun.Terms.STANDARD);
  }

  /** A started training. */
  Run started() {
    return start.handle(editor, new StartRun(project, training(), null)).run();
  }

  /**
   * A solve that can start.
   *
   * @param warmStart the solve whose solution it starts from; null for none
   */
  NewRun solve(@Nullable RunId warmStart) {
    return solve("highs", flugpl.id(), warmStart);
  }

  /** A solve that has its data in its parameters. */
  NewRun solveOfATemplate() {
    return solve("knapsack", null, null);
  }

  private static NewRun solve(
      String algorithm, @Nullable DatasetId dataset, @Nullable RunId warmStart) {
    return new NewRun(
        RunKind.SOLVE,
        algorithm,
        dataset,
        Map.of(),
        NewRun.Training.NONE,
        NewRun.Prediction.NONE,
        warmStart,
        NewRun.Terms.STANDARD);
  }

  /** A started solve. */
  Run startedSolve() {
    return start.handle(editor, new StartRun(project, solve(null), null)).run();
  }

  /** A study of such trainings with a trial, as they are stored. */
  Run storedTrial() {
    Run study = TestRuns.study(project, titanic.id(), editor.userId(), "search");
    Run trial = TestRuns.trial(study, 0);
    runs.insertAll(List.of(study, trial));
    return trial;
  }

  Run run(RunId id) {
    return runs.find(id).orElseThrow();
  }

  /** Remembers what was sent. */
  static final class SentCommands implements CommandOutbox {
    final List<String> sent = new ArrayList<>();

    @Override
    public UUID startRun(Run run, @Nullable Dataset dataset, @Nullable ModelVersion model) {
      sent.add("start " + run.id());
      return TestRuns.IDS.next();
    }

    @Override
    public UUID cancelRun(Run run, CancelMode mode, Duration grace) {
      sent.add("cancel " + mode + " " + run.id());
      return TestRuns.IDS.next();
    }

    @Override
    public UUID predict(UUID predictionId, ModelVersion model, String rowsJson, Instant deadline) {
      sent.add("predict " + predictionId);
      return TestRuns.IDS.next();
    }
  }

  /** Counts. */
  static final class CountingObserver implements RunObserver {
    int applied;
    int ended;
    int repeated;
    int stale;
    int late;
    int illegal;
    int gaps;
    int unknown;

    @Override
    public void applied(RunStatus status) {
      applied++;
    }

    @Override
    public void ended(RunId run) {
      ended++;
    }

    @Override
    public void repeated(RunId run) {
      repeated++;
    }

    @Override
    public void stale(RunId run, int attempt, int newest) {
      stale++;
    }

    @Override
    public void late(RunId run, RunStatus status) {
      late++;
    }

    @Override
    public void illegal(RunId run, RunStatus from, RunStatus to) {
      illegal++;
    }

    @Override
    public void gap(RunId run, long before, long taken) {
      gaps++;
    }

    @Override
    public void unknown(RunId run) {
      unknown++;
    }
  }
}
