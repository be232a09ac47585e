package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.run.NewRun.NewValidation;
import signalbox.domain.artifact.ArtifactRole;
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
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;
import signalbox.domain.run.WarmStart;

/** What a run needs before it starts, and what starting leaves. */
final class StartRunTest {
  private final RunScene scene = new RunScene();

  /** A request under change. */
  private static final class Draft {
    RunKind kind = RunKind.TRAINING;
    @Nullable String name;
    @Nullable String algorithm = "lightgbm";
    @Nullable DatasetId datasetId;
    @Nullable String target = "survived";
    @Nullable Task task;
    List<String> excluded = List.of("alive");
    @Nullable NewValidation validation;
    @Nullable ModelId modelId;
    @Nullable Integer modelVersion;
    @Nullable DatasetFormat outputFormat;
    Map<String, Object> parameters = Map.of();
    List<String> tags = List.of();
    @Nullable Integer priority;
    @Nullable Long timeSeconds;
    @Nullable Integer maxAttempts;
    Map<String, String> columnMapping = Map.of();
    @Nullable RunId warmStart;

    NewRun done() {
      return new NewRun(
          kind,
          algorithm,
          datasetId,
          parameters,
          new NewRun.Training(target, task, excluded, validation),
          new NewRun.Prediction(modelId, modelVersion, outputFormat, columnMapping),
          warmStart,
          new NewRun.Terms(name, tags, priority, timeSeconds, maxAttempts));
    }
  }

  private Draft draft() {
    Draft draft = new Draft();
    draft.datasetId = scene.titanic.id();
    return draft;
  }

  private Draft prediction(Dataset dataset, Model model) {
    Draft draft = draft();
    draft.kind = RunKind.PREDICTION;
    draft.algorithm = null;
    draft.target = null;
    draft.excluded = List.of();
    draft.datasetId = dataset.id();
    draft.modelId = model.id();
    return draft;
  }

  private Draft solve() {
    Draft draft = draft();
    draft.kind = RunKind.SOLVE;
    draft.algorithm = "highs";
    draft.target = null;
    draft.excluded = List.of();
    draft.datasetId = scene.flugpl.id();
    return draft;
  }

  private Draft template() {
    Draft draft = solve();
    draft.algorithm = "knapsack";
    draft.datasetId = null;
    draft.parameters = Map.of("data", "{\"capacity\":10}");
    return draft;
  }

  private Run start(NewRun wanted) {
    return scene.start.handle(scene.editor, new StartRun(scene.project, wanted, null)).run();
  }

  private SignalboxException refused(UnaryOperator<Draft> change) {
    SignalboxException refused =
        catchThrowableOfType(SignalboxException.class, () -> start(change.apply(draft()).done()));
    assertThat(refused).isNotNull();
    assertThat(scene.outbox.sent).isEmpty();
    assertThat(scene.runs.changedAfter(scene.project, 0, 10)).isEmpty();
    return refused;
  }

  private static void assertRefusal(SignalboxException refused, ErrorCode code, String field) {
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.field()).isEqualTo(field);
  }

  @Test
  void storesTheRunWithItsCommandAndItsFirstEvent() {
    Run run = start(draft().done());
    assertThat(run.status()).isEqualTo(RunStatus.CREATED);
    assertThat(run.name()).startsWith("lightgbm-titanic-").hasSize(17 + 6);
    assertThat(run.spec())
        .isInstanceOfSatisfying(
            RunSpec.Training.class,
            training -> {
              assertThat(training.task()).isEqualTo(Task.CLASSIFICATION);
              assertThat(training.validation()).isEqualTo(Validation.DEFAULT);
              assertThat(training.parameters()).containsEntry("learning_rate", 0.1);
            });
    assertThat(scene.outbox.sent).containsExactly("start " + run.id());
    assertThat(scene.runs.eventsAfter(run.id(), 0, 10))
        .singleElement()
        .satisfies(event -> assertThat(event.type()).isEqualTo(RunEventType.CREATED));
    assertThat(scene.signals)
        .contains(new Topic.OneRun(run.id()), new Topic.ProjectRuns(scene.project));
    assertThat(run.projectRevision()).isEqualTo(1);
  }

  /** A start does not wait for a store of logs that is away. */
  @Test
  void asksNobodyForTheLinesOfARunThatHasNone() {
    StartRun command = new StartRun(scene.project, draft().done(), "key-1");
    RunView first = scene.start.handle(scene.editor, command);
    assertThat(first.log()).isEqualTo(RunLogs.Counts.NONE);
    assertThat(first.creatorName()).isEqualTo("Eve");
    assertThat(scene.askedLogs).isEmpty();
    RunView second = scene.start.handle(scene.editor, command);
    assertThat(second.log()).isEqualTo(RunLogs.Counts.NONE);
    assertThat(scene.askedLogs).containsExactly(first.run().id());
  }

  @Test
  void needsTheRoleEditor() {
    assertThatThrownBy(() ->
            scene.start.handle(scene.viewer, new StartRun(scene.project, draft().done(), null)))
        .hasMessage("auth.forbidden");
    assertThatThrownBy(() ->
            scene.start.handle(scene.stranger, new StartRun(scene.project, draft().done(), null)))
        .hasMessage("project.not_found");
  }

  @Test
  void theSameKeyAnswersTheSameRunAndRefusesAnotherRequest() {
    StartRun command = new StartRun(scene.project, draft().done(), "key-1");
    Run first = scene.start.handle(scene.editor, command).run();
    Run second = scene.start.handle(scene.editor, command).run();
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(scene.outbox.sent).hasSize(1);
    Draft other = draft();
    other.priority = 5;
    assertThatThrownBy(() ->
            scene.start.handle(scene.editor, new StartRun(scene.project, other.done(), "key-1")))
        .hasMessage("request.idempotency_mismatch");
    assertThatThrownBy(() ->
            scene.start.handle(scene.editor, new StartRun(scene.project, draft().done(), "ü")))
        .hasMessage("request.invalid");
  }

  @Test
  void namesTheFieldAtFault() {
    assertRefusal(
        refused(draft -> {
          draft.algorithm = "magic";
          return draft;
        }),
        ErrorCode.RUN_UNKNOWN_ALGORITHM,
        "algorithm");
    assertRefusal(
        refused(draft -> {
          draft.algorithm = null;
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "algorithm");
    assertRefusal(
        refused(draft -> {
          draft.target = "gone";
          return draft;
        }),
        ErrorCode.RUN_UNKNOWN_COLUMN,
        "target");
    assertRefusal(
        refused(draft -> {
          draft.target = "alive";
          draft.excluded = List.of();
          return draft;
        }),
        ErrorCode.RUN_ONE_CLASS,
        "target");
    assertRefusal(
        refused(draft -> {
          draft.datasetId = new DatasetId(TestRuns.IDS.next());
          return draft;
        }),
        ErrorCode.DATASET_NOT_FOUND,
        "datasetId");
    assertRefusal(
        refused(draft -> {
          draft.excluded = List.of("age", "nothing");
          return draft;
        }),
        ErrorCode.RUN_UNKNOWN_COLUMN,
        "excludedColumns[1]");
    assertRefusal(
        refused(draft -> {
          draft.excluded = List.of("survived");
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "excludedColumns[0]");
    assertRefusal(
        refused(draft -> {
          draft.excluded = List.of("age", "sex", "alive");
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "excludedColumns");
    assertRefusal(
        refused(draft -> {
          draft.task = Task.REGRESSION;
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "task");
    assertRefusal(
        refused(draft -> {
          draft.target = "age";
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "task");
    assertRefusal(
        refused(draft -> {
          draft.outputFormat = DatasetFormat.CSV;
          return draft;
        }),
        ErrorCode.RUN_INVALID,
        "outputFormat");
  }

  @Test
  void listsEveryFaultOfTheBounds() {
    SignalboxException refused =
        refused(draft -> {
          draft.name = " ";
          draft.tags = List.of("ok", "");
          draft.priority = 101;
          draft.timeSeconds = 0L;
          draft.maxAttempts = 11;
          draft.validation = new NewValidation(null, 1.0, 1, -1L);
          return draft;
        });
    assertRefusal(refused, ErrorCode.RUN_INVALID, "name");
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly(
            "name",
            "tags[1]",
            "priority",
            "limits.timeSeconds",
            "limits.maxAttempts",
            "validation.testFraction",
            "validation.folds",
            "validation.seed");
  }

  @Test
  void listsEveryFaultOfTheParameters() {
    SignalboxException refused =
        refused(draft -> {
          draft.parameters = new java.util.TreeMap<>(Map.of("a", 1, "learning_rate", 0));
          return draft;
        });
    assertRefusal(refused, ErrorCode.RUN_INVALID_PARAMETER, "parameters.a");
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly("parameters.a", "parameters.learning_rate");
  }

  @Test
  void aPredictionIsCheckedAgainstTheSignatureBeforeItStarts() {
    Model model = TestRuns.model(scene.project, "titanic", new RunId(TestRuns.IDS.next()));
    scene.models.insert(model);
    Run run = start(prediction(scene.titanic, model).done());
    assertThat(run.spec())
        .isEqualTo(
            new RunSpec.Prediction(scene.titanic.id(), model.id(), 1, DatasetFormat.CSV, null));
    scene.outbox.sent.clear();
    Dataset unfit =
        new Dataset(
            new DatasetId(TestRuns.IDS.next()),
            scene.project,
            "new.csv",
            DatasetFormat.CSV,
            ",",
            "k",
            1,
            "ab",
            1,
            List.of(new Column("age", ColumnType.STRING)),
            TestRuns.NOW,
            scene.editor.userId());
    scene.datasets.put(unfit.id(), unfit);
    SignalboxException refused =
        catchThrowableOfType(
            SignalboxException.class, () -> start(prediction(unfit, model).done()));
    assertRefusal(refused, ErrorCode.PREDICTION_MISSING_COLUMN, "sex");
    assertThat(refused.faults()).extracting(Fault::field).containsExactly("sex", "age");
    assertThat(scene.outbox.sent).isEmpty();
    Draft wrongVersion = prediction(scene.titanic, model);
    wrongVersion.modelVersion = 7;
    assertRefusal(
        catchThrowableOfType(SignalboxException.class, () -> start(wrongVersion.done())),
        ErrorCode.MODEL_VERSION_NOT_FOUND,
        "modelVersion");
    Draft noModel = prediction(scene.titanic, model);
    noModel.modelId = new ModelId(TestRuns.IDS.next());
    assertRefusal(
        catchThrowableOfType(SignalboxException.class, () -> start(noModel.done())),
        ErrorCode.MODEL_NOT_FOUND,
        "modelId");
  }

  @Test
  void aColumnOfAnotherNameMayStandForOneOfTheModel() {
    Model model = TestRuns.model(scene.project, "titanic", new RunId(TestRuns.IDS.next()));
    scene.models.insert(model);
    Dataset renamed =
        new Dataset(
            new DatasetId(TestRuns.IDS.next()),
            scene.project,
            "renamed.csv",
            DatasetFormat.CSV,
            ",",
            "k",
            1,
            "ab",
            1,
            List.of(
                new Column("years", ColumnType.INTEGER),
                new Column("sex", ColumnType.STRING),
                new Column("name", ColumnType.STRING)),
            TestRuns.NOW,
            scene.editor.userId());
    scene.datasets.put(renamed.id(), renamed);
    Draft mapped = prediction(renamed, model);
    mapped.columnMapping = Map.of("age", "years");
    Run run = start(mapped.done());
    assertThat(run.spec())
        .isEqualTo(
            new RunSpec.Prediction(
                renamed.id(), model.id(), 1, DatasetFormat.CSV, null, Map.of("age", "years")));
    assertThat(NewRun.of(run).prediction().columnMapping()).isEqualTo(Map.of("age", "years"));

    mapped.columnMapping = Map.of("age", "name");
    assertRefusal(refusal(mapped), ErrorCode.PREDICTION_WRONG_TYPE, "age");
    mapped.columnMapping = Map.of("age", "months");
    assertRefusal(refusal(mapped), ErrorCode.RUN_UNKNOWN_COLUMN, "columnMapping.age");
    mapped.columnMapping = Map.of("fare", "years");
    assertRefusal(refusal(mapped), ErrorCode.RUN_INVALID, "columnMapping.fare");
    Draft training = draft();
    training.columnMapping = Map.of("age", "years");
    assertRefusal(refusal(training), ErrorCode.RUN_INVALID, "columnMapping");
  }

  private SignalboxException refusal(Draft draft) {
    return catchThrowableOfType(SignalboxException.class, () -> start(draft.done()));
  }

  @Test
  void aSolveOfAnInstanceNeedsNeitherTargetNorModel() {
    Run run = start(solve().done());
    assertThat(run.kind()).isEqualTo(RunKind.SOLVE);
    assertThat(run.name()).startsWith("highs-flugpl-").hasSize(13 + 6);
    assertThat(run.spec())
        .isEqualTo(
            new RunSpec.Solve(
                "highs", scene.flugpl.id(), Map.of("time_limit_seconds", 0), null, null));
    assertThat(scene.outbox.sent).containsExactly("start " + run.id());
    assertThat(NewRun.of(run).warmStartRunId()).isNull();

    Draft without = solve();
    without.datasetId = null;
    assertRefusal(refusal(without), ErrorCode.RUN_INVALID, "datasetId");
    Draft wrong = solve();
    wrong.algorithm = "lightgbm";
    assertRefusal(refusal(wrong), ErrorCode.RUN_UNKNOWN_ALGORITHM, "algorithm");
    wrong.algorithm = null;
    assertRefusal(refusal(wrong), ErrorCode.RUN_INVALID, "algorithm");
  }

  @Test
  void aTemplateHasItsDataInItsParametersOrInATable() {
    Run run = start(template().done());
    assertThat(run.name()).startsWith("knapsack-").hasSize(9 + 6);
    assertThat(run.spec().datasetId()).isNull();
    assertThat(run.spec().parameters()).containsEntry("data", "{\"capacity\":10}");
    assertThat(scene.get.handle(scene.viewer, new GetRun(run.id())).dataset()).isNull();
    Draft table = template();
    table.datasetId = scene.titanic.id();
    assertThat(start(table.done()).name()).startsWith("knapsack-titanic-");
    table.datasetId = scene.flugpl.id();
    assertRefusal(refusal(table), ErrorCode.INSTANCE_FORMAT_NOT_SUPPORTED, "datasetId");
  }

  @Test
  void whatSolvesInstancesTakesTheFormatsThatItNames() {
    Draft ofTable = solve();
    ofTable.datasetId = scene.titanic.id();
    SignalboxException refused = refusal(ofTable);
    assertRefusal(refused, ErrorCode.INSTANCE_FORMAT_NOT_SUPPORTED, "datasetId");
    assertThat(refused.arguments().get("expected"))
        .isEqualTo(new SignalboxException.Argument("an instance (mps, lp)", true));
    Dataset cpsat = TestRuns.instance(scene.project, "plan.cpsat.pb", DatasetFormat.CPSAT);
    scene.datasets.put(cpsat.id(), cpsat);
    Draft ofOther = solve();
    ofOther.datasetId = cpsat.id();
    assertRefusal(refusal(ofOther), ErrorCode.INSTANCE_FORMAT_NOT_SUPPORTED, "datasetId");
    assertThat(scene.outbox.sent).isEmpty();
  }

  @Test
  void nobodyLearnsOrPredictsFromAnInstance() {
    Draft training = draft();
    training.datasetId = scene.flugpl.id();
    assertRefusal(refusal(training), ErrorCode.DATASET_NOT_A_TABLE, "datasetId");
    Model model = TestRuns.model(scene.project, "titanic", new RunId(TestRuns.IDS.next()));
    scene.models.insert(model);
    assertRefusal(
        refusal(prediction(scene.flugpl, model)), ErrorCode.DATASET_NOT_A_TABLE, "datasetId");
  }

  @Test
  void aSolveHasNothingOfATrainingOrAPrediction() {
    Draft draft = solve();
    draft.target = "survived";
    draft.excluded = List.of("age");
    draft.validation = new NewValidation(null, null, null, null);
    draft.modelId = new ModelId(TestRuns.IDS.next());
    draft.outputFormat = DatasetFormat.CSV;
    SignalboxException refused = refusal(draft);
    assertRefusal(refused, ErrorCode.RUN_INVALID, "target");
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly("target", "validation", "excludedColumns", "modelId", "outputFormat");
    Draft training = draft();
    training.warmStart = new RunId(TestRuns.IDS.next());
    assertRefusal(refusal(training), ErrorCode.RUN_INVALID, "warmStartRunId");
  }

  @Test
  void aSolveStartsFromTheSolutionOfAnEarlierOne() {
    Run first = start(solve().done());
    Draft second = solve();
    second.warmStart = first.id();
    assertRefusal(refusal(second), ErrorCode.RUN_WARM_START_NOT_FOUND, "warmStartRunId");
    scene.record.handle(
        List.of(
            Reports.of(
                first.id(),
                1,
                4,
                new RunReport.ArtifactStored(
                    WarmStart.ARTIFACT,
                    "runs/1/1/solution.json",
                    "application/json",
                    12,
                    "ab",
                    ArtifactRole.SOLUTION))));
    Run started = start(second.done());
    assertThat(started.spec())
        .isInstanceOfSatisfying(
            RunSpec.Solve.class,
            solve ->
                assertThat(solve.warmStart())
                    .isEqualTo(new WarmStart(first.id(), "runs/1/1/solution.json", "ab", 12)));
    assertThat(NewRun.of(started).warmStartRunId()).isEqualTo(first.id());
    // A training has no solution, whatever it left.
    Run training = scene.started();
    scene.record.handle(List.of(Reports.artifact(training.id(), 1, 4, WarmStart.ARTIFACT)));
    second.warmStart = training.id();
    assertRefusal(refusal(second), ErrorCode.RUN_WARM_START_NOT_FOUND, "warmStartRunId");
  }

  @Test
  void muchDataBelongIntoADataset() {
    Draft large = template();
    large.parameters = Map.of("data", "x".repeat(RunRequestCheck.MAX_PARAMETER_CHARS + 1));
    assertRefusal(refusal(large), ErrorCode.RUN_INVALID, "parameters");
    large.parameters = Map.of("data", "x".repeat(RunRequestCheck.MAX_PARAMETER_CHARS));
    assertThat(start(large.done()).status()).isEqualTo(RunStatus.CREATED);
  }

  @Test
  void aStopIsAskedForOnceAndAKillMayFollow() {
    Run run = scene.started();
    scene.outbox.sent.clear();
    Run cancelling =
        scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.GRACEFUL)).run();
    assertThat(cancelling.status()).isEqualTo(RunStatus.CANCELLING);
    assertThat(cancelling.revision()).isEqualTo(2);
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.GRACEFUL));
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.KILL));
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.KILL));
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.GRACEFUL));
    assertThat(scene.outbox.sent)
        .containsExactly("cancel GRACEFUL " + run.id(), "cancel KILL " + run.id());
    assertThat(scene.run(run.id()).revision()).isEqualTo(3);
    assertThatThrownBy(
            () -> scene.cancel.handle(scene.viewer, new CancelRun(run.id(), CancelMode.KILL)))
        .hasMessage("auth.forbidden");
    assertThatThrownBy(
            () -> scene.cancel.handle(scene.stranger, new CancelRun(run.id(), CancelMode.KILL)))
        .hasMessage("run.not_found");
  }

  @Test
  void onlyARunThatDidNotSucceedIsTriedAgain() {
    Run run = scene.started();
    assertThatThrownBy(() -> scene.retry.handle(scene.editor, new RetryRun(run.id(), null)))
        .hasMessage("run.illegal_state");
    scene.record.handle(
        List.of(
            Reports.of(run.id(), 0, 1, new RunReport.Queued("", 0, 0)),
            Reports.failed(run.id(), 1, 2)));
    Run again = scene.retry.handle(scene.editor, new RetryRun(run.id(), "k")).run();
    assertThat(again.id()).isNotEqualTo(run.id());
    assertThat(again.spec()).isEqualTo(run.spec());
    assertThat(again.name()).isEqualTo(run.name());
    assertThat(scene.retry.handle(scene.editor, new RetryRun(run.id(), "k")).run().id())
        .isEqualTo(again.id());
    assertThat(scene.cloneRun.handle(scene.viewer, new CloneRun(run.id())))
        .isEqualTo(NewRun.of(run));
  }
}
