package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.run.NewRun;
import signalbox.application.run.TestRuns;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunSpec;
import signalbox.domain.study.Direction;
import signalbox.domain.study.InstanceSet;
import signalbox.domain.study.Objective;
import signalbox.domain.study.Pruner;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyConstraint;
import signalbox.domain.study.StudyMethod;
import signalbox.domain.study.TrialState;

/** What a study needs before it starts, and what starting leaves. */
final class StartStudyTest {
  private final StudyScene scene = new StudyScene();

  private SignalboxException refused(UnaryOperator<StudyScene.Draft> change) {
    int before = scene.commands.started.size();
    int runs = scene.runs.all().size();
    SignalboxException refused =
        catchThrowableOfType(SignalboxException.class, () -> scene.started(change));
    assertThat(refused).isNotNull();
    assertThat(scene.commands.started).hasSize(before);
    assertThat(scene.runs.all()).hasSize(runs);
    return refused;
  }

  private List<String> fields(UnaryOperator<StudyScene.Draft> change) {
    SignalboxException refused = refused(change);
    assertThat(refused.code()).isEqualTo(ErrorCode.STUDY_INVALID);
    assertThat(refused.field()).isEqualTo(refused.faults().getFirst().field());
    return refused.faults().stream().map(Fault::field).map(String::valueOf).toList();
  }

  @Test
  void storesTheStudyWithItsRunItsCommandAndItsFirstEvent() {
    StudyView view =
        scene.started(draft -> {
          draft.parameters = Map.of("boosting", "dart", "rounds", 7);
          return draft;
        });
    Run run = view.run().run();
    assertThat(run.kind()).isEqualTo(RunKind.STUDY);
    assertThat(run.name()).startsWith("study-forest-titanic-");
    assertThat(run.maxAttempts()).isEqualTo(Study.DEFAULT_MAX_ATTEMPTS);
    assertThat(run.priority()).isEqualTo(5);
    assertThat(run.spec().parameters())
        .as("what is searched is no fixed parameter")
        .isEqualTo(Map.of("boosting", "dart"));
    assertThat(run.spec().work()).isInstanceOf(RunSpec.Training.class);
    Study study = scene.study(run.id());
    assertThat(view.study()).isEqualTo(study);
    assertThat(study.definition().search())
        .containsEntry("learning_rate", new SearchRange.Real(0.001, 0.3, null, true))
        .containsEntry("rounds", new SearchRange.Whole(10, 200, 10, false));
    assertThat(study.definition().objectives())
        .containsExactly(new Objective("roc_auc", Direction.MAXIMIZE));
    assertThat(study.definition().sampler())
        .isEqualTo(new StudyMethod("tpe", Map.of("n_startup_trials", 10)));
    assertThat(study.definition().pruner()).isNull();
    assertThat(study.definition().seed()).isEqualTo(-7 & Integer.MAX_VALUE);
    assertThat(study.plan().trials()).isEqualTo(60);
    assertThat(study.plan().parallelism()).isEqualTo(4);
    assertThat(scene.commands.started).containsExactly(run.id());
    assertThat(scene.runs.eventsAfter(run.id(), 0, 10))
        .singleElement()
        .satisfies(event -> assertThat(event.type()).isEqualTo(RunEventType.CREATED));
    assertThat(scene.signals)
        .contains(
            new Topic.OneRun(run.id()),
            new Topic.OneStudy(run.id()),
            new Topic.ProjectRuns(scene.project));
  }

  @Test
  void needsTheRoleEditor() {
    StartStudy command = new StartStudy(scene.project, scene.new Draft().done(), null);
    assertThatThrownBy(() -> scene.start.handle(scene.viewer, command))
        .hasMessage("auth.forbidden");
    assertThatThrownBy(() -> scene.start.handle(scene.stranger, command))
        .hasMessage("project.not_found");
  }

  @Test
  void theSameKeyAnswersTheSameStudy() {
    StartStudy command = new StartStudy(scene.project, scene.new Draft().done(), "key-1");
    RunId first = scene.start.handle(scene.editor, command).run().run().id();
    RunId second = scene.start.handle(scene.editor, command).run().run().id();
    assertThat(second).isEqualTo(first);
    assertThat(scene.commands.started).hasSize(1);
    StudyScene.Draft other = scene.new Draft();
    other.trials = 61L;
    assertThatThrownBy(() ->
            scene.start.handle(scene.editor, new StartStudy(scene.project, other.done(), "key-1")))
        .hasMessage("request.idempotency_mismatch");
  }

  @Test
  void namesTheRangeThatTheAlgorithmDoesNotTake() {
    assertThat(
            fields(draft -> {
              draft.search.put("learning_rate", StudyScene.numbers("float", 0, 2, null, null));
              draft.search.put("rounds", StudyScene.numbers("float", 1, 9, null, null));
              draft.search.put("boosting", StudyScene.choices("gbdt", "rf", "dart"));
              draft.search.put("magic", StudyScene.numbers("float", 0, 1, null, null));
              draft.parameters = Map.of("surprise", 1);
              return draft;
            }))
        .containsExactlyInAnyOrder(
            "parameters.surprise",
            "search.learning_rate.low",
            "search.learning_rate.high",
            "search.rounds",
            "search.boosting.choices[1]",
            "search.magic");
  }

  @Test
  void namesTheBoundsThatAreNone() {
    assertThat(
            fields(draft -> {
              draft.search.clear();
              return draft;
            }))
        .containsExactly("search");
    assertThat(
            fields(draft -> {
              draft.search.put("learning_rate", StudyScene.numbers("float", 0.3, 0.1, null, null));
              draft.search.put("rounds", StudyScene.numbers("integer", 0, 9, null, true));
              draft.trials = null;
              draft.parallelism = 101L;
              draft.timeBudget = 0L;
              draft.seed = -1L;
              draft.maxAttempts = 0L;
              draft.enqueue = Collections.nCopies(101, Map.of());
              return draft;
            }))
        .containsExactlyInAnyOrder(
            "trials",
            "parallelism",
            "timeBudgetSeconds",
            "seed",
            "limits.maxAttempts",
            "enqueue",
            "search.learning_rate.low",
            "search.rounds.low");
  }

  @Test
  void namesTheAlgorithmAndTheDataAtFault() {
    assertThat(
            refused(draft -> {
              draft.algorithm = "magic";
              return draft;
            }))
        .hasMessage("run.unknown_algorithm");
    assertThat(
            refused(draft -> {
              draft.algorithm = "tpe";
              return draft;
            }))
        .as("a sampler cannot be searched")
        .hasMessage("run.unknown_algorithm");
    assertThat(
            fields(draft -> {
              draft.algorithm = null;
              return draft;
            }))
        .containsExactly("algorithm");
    SignalboxException unknown =
        refused(draft -> {
          draft.target = "nobody";
          return draft;
        });
    assertThat(unknown.code()).isEqualTo(ErrorCode.RUN_UNKNOWN_COLUMN);
    assertThat(unknown.field()).isEqualTo("target");
  }

  @Test
  void namesTheObjectiveAndTheConstraintAtFault() {
    assertThat(
            fields(draft -> {
              draft.objectives =
                  List.of(
                      new NewStudy.AskedObjective("nobody", null),
                      new NewStudy.AskedObjective("rmse", null),
                      new NewStudy.AskedObjective("roc_auc", null),
                      new NewStudy.AskedObjective("roc_auc", Direction.MINIMIZE));
              draft.constraints =
                  List.of(
                      new NewStudy.AskedConstraint("rows", Double.NaN, null),
                      new NewStudy.AskedConstraint("nobody", 1.0, true));
              return draft;
            }))
        .containsExactlyInAnyOrder(
            "objectives[0].metric",
            "objectives[1].metric",
            "objectives[3].metric",
            "constraints[0].bound",
            "constraints[1].metric");
    assertThat(
            fields(draft -> {
              draft.objectives = List.of();
              return draft;
            }))
        .containsExactly("objectives");
  }

  @Test
  void takesDirectionsFromTheAlgorithmAndFromPeople() {
    StudyView view =
        scene.started(draft -> {
          draft.objectives =
              List.of(
                  new NewStudy.AskedObjective("log_loss", null),
                  new NewStudy.AskedObjective("rows", Direction.MAXIMIZE));
          draft.constraints = List.of(new NewStudy.AskedConstraint("rows", 10.0, true));
          return draft;
        });
    assertThat(view.study().definition().objectives())
        .containsExactly(
            new Objective("log_loss", Direction.MINIMIZE),
            new Objective("rows", Direction.MAXIMIZE));
    assertThat(view.study().definition().constraints())
        .containsExactly(new StudyConstraint("rows", 10, true));
  }

  @Test
  void namesTheSamplerThatCannot() {
    assertThat(
            fields(draft -> {
              draft.sampler = StudyScene.method("magic", Map.of());
              return draft;
            }))
        .containsExactly("sampler.name");
    assertThat(
            fields(draft -> {
              draft.sampler = StudyScene.method("median", Map.of("n_startup_trials", -1));
              draft.pruner =
                  new NewStudy.AskedPruner(
                      StudyScene.method("median", Map.of("n_startup_trials", -1)), null);
              return draft;
            }))
        .as("a pruner is no sampler")
        .containsExactly("sampler.name", "pruner.parameters.n_startup_trials");
    assertThat(
            fields(draft -> {
              draft.sampler = StudyScene.method("grid", Map.of());
              return draft;
            }))
        .containsExactly("search.learning_rate.step");
    assertThat(
            fields(draft -> {
              draft.sampler = StudyScene.method("cma_es", Map.of());
              draft.objectives =
                  List.of(
                      new NewStudy.AskedObjective("roc_auc", null),
                      new NewStudy.AskedObjective("rows", null));
              draft.pruner = new NewStudy.AskedPruner(StudyScene.method("median", Map.of()), null);
              return draft;
            }))
        .containsExactly("sampler.name", "pruner");
  }

  private Pruner pruner(UnaryOperator<StudyScene.Draft> change, String name) {
    Pruner pruner =
        scene
            .started(draft -> {
              draft.pruner = new NewStudy.AskedPruner(StudyScene.method(name, Map.of()), null);
              return change.apply(draft);
            })
            .study()
            .definition()
            .pruner();
    assertThat(pruner).isNotNull();
    return pruner == null ? new Pruner(new StudyMethod("none", Map.of()), "none") : pruner;
  }

  @Test
  void aPrunerLooksAtThePointsThatTellOfTheObjective() {
    assertThat(pruner(draft -> draft, "median").metric()).isEqualTo("valid/roc_auc");
    assertThat(
            pruner(
                    draft -> {
                      draft.objectives = List.of(new NewStudy.AskedObjective("log_loss", null));
                      return draft;
                    },
                    "median")
                .metric())
        .isEqualTo("log_loss");
    assertThat(
            pruner(
                    draft -> {
                      draft.byFolds();
                      return draft;
                    },
                    "wilcoxon")
                .metric())
        .isEqualTo("fold/roc_auc");
  }

  @Test
  void namesThePrunerThatHasNothingToLookAt() {
    NewStudy.AskedMethod median = StudyScene.method("median", Map.of());
    assertThat(
            fields(draft -> {
              draft.objectives = List.of(new NewStudy.AskedObjective("rows", null));
              draft.pruner = new NewStudy.AskedPruner(median, null);
              return draft;
            }))
        .containsExactly("pruner.metric");
    assertThat(
            fields(draft -> {
              draft.pruner = new NewStudy.AskedPruner(median, "log_loss");
              return draft;
            }))
        .as("it is better in the other direction")
        .containsExactly("pruner.metric");
    assertThat(
            fields(draft -> {
              draft.pruner =
                  new NewStudy.AskedPruner(StudyScene.method("wilcoxon", Map.of()), null);
              return draft;
            }))
        .containsExactly("pruner.name");
  }

  @Test
  void namesTheConfigurationAtFault() {
    assertThat(
            fields(draft -> {
              draft.enqueue =
                  List.of(
                      Map.of("learning_rate", 0.1, "rounds", 20),
                      Map.of("learning_rate", 0.5, "rounds", 25, "boosting", "gbdt"));
              return draft;
            }))
        .containsExactlyInAnyOrder(
            "enqueue[1].learning_rate", "enqueue[1].rounds", "enqueue[1].boosting");
  }

  @Test
  void aSolveCanBeSearchedToo() {
    StudyView view =
        scene.started(draft -> {
          draft.algorithm = "knapsack";
          draft.datasetId = null;
          draft.target = null;
          draft.parameters = Map.of("data", "{}");
          draft.search.clear();
          draft.search.put("depth", StudyScene.numbers("integer", 1, 9, null, null));
          draft.objectives = List.of(new NewStudy.AskedObjective("incumbent", null));
          return draft;
        });
    assertThat(view.run().run().spec().work()).isInstanceOf(RunSpec.Solve.class);
    assertThat(view.study().definition().objectives().getFirst().direction())
        .isEqualTo(Direction.MINIMIZE);
  }

  private StudyView overASet(UnaryOperator<StudyScene.Draft> change) {
    return scene.started(draft -> change.apply(draft.over(scene.flugpl, scene.egout, scene.afiro)));
  }

  private List<String> fieldsOfASet(UnaryOperator<StudyScene.Draft> change) {
    return fields(draft -> change.apply(draft.over(scene.flugpl, scene.egout, scene.afiro)));
  }

  @Test
  void aSolverIsTunedOverASetInOneOrder() {
    StudyView view = overASet(draft -> draft);
    Run run = view.run().run();
    List<DatasetId> set = List.of(scene.flugpl.id(), scene.egout.id(), scene.afiro.id());
    assertThat(run.name()).startsWith("study-highs-3-instances-");
    assertThat(run.spec().datasetId()).isNull();
    assertThat(run.spec().instances()).isEqualTo(InstanceSet.ordered(set, 7));
    assertThat(run.spec().parameters()).isEqualTo(Map.of("time_limit_seconds", 5));
    assertThat(scene.commands.datasets.getLast())
        .extracting(Dataset::id)
        .isEqualTo(run.spec().instances());
    assertThat(scene.instances.list(run.id()))
        .extracting(StudyInstance::dataset)
        .isEqualTo(run.spec().instances());
    assertThat(view.study().definition().objectives())
        .containsExactly(new Objective("set/gap_integral", Direction.MINIMIZE));
    StudyView again = scene.started(draft -> draft.over(scene.afiro, scene.flugpl, scene.egout));
    assertThat(again.run().run().spec().instances())
        .as("whatever order they are named in")
        .isEqualTo(run.spec().instances());
  }

  @Test
  void itsTrialsSolveTheSameSet() {
    RunId study = overASet(draft -> draft).run().run().id();
    RunId trial = new RunId(TestRuns.IDS.next());
    scene.record.handle(List.of(TestStudies.begun(study, 0, trial, Map.of("heuristics", 0.5))));
    RunSpec spec = scene.run(trial).spec();
    assertThat(spec.instances()).isEqualTo(scene.run(study).spec().instances());
    assertThat(spec.parameters()).isEqualTo(Map.of("time_limit_seconds", 5, "heuristics", 0.5));
    assertThat(NewRun.of(scene.run(trial)).datasetId()).isNull();
  }

  @Test
  void aPrunerComparesTheStandingOfASetAndWilcoxonItsInstances() {
    UnaryOperator<StudyScene.Draft> over =
        draft -> draft.over(scene.flugpl, scene.egout, scene.afiro);
    assertThat(pruner(over, "median").metric()).isEqualTo("set/gap_integral");
    assertThat(pruner(over, "wilcoxon").metric()).isEqualTo("instance/gap_integral");
    NewStudy.AskedMethod wilcoxon = StudyScene.method("wilcoxon", Map.of());
    assertThat(
            fieldsOfASet(draft -> {
              draft.pruner = new NewStudy.AskedPruner(wilcoxon, "set/gap_integral");
              return draft;
            }))
        .containsExactly("pruner.metric");
    assertThat(
            fieldsOfASet(draft -> {
              draft.objectives = List.of(new NewStudy.AskedObjective("set/solved", null));
              draft.pruner = new NewStudy.AskedPruner(wilcoxon, "instance/gap_integral");
              return draft;
            }))
        .as("it is better in the other direction")
        .containsExactly("pruner.metric");
  }

  @Test
  void aSetIsJudgedByWhatIsOfSetsAndNothingElseIs() {
    assertThat(
            fieldsOfASet(draft -> {
              draft.objectives =
                  List.of(
                      new NewStudy.AskedObjective("incumbent", null),
                      new NewStudy.AskedObjective("instance/gap_integral", null));
              draft.constraints =
                  List.of(
                      new NewStudy.AskedConstraint("set/solved", 2.0, true),
                      new NewStudy.AskedConstraint("instance/gap_integral", 1.0, null));
              return draft;
            }))
        .containsExactly("objectives[0].metric", "objectives[1].metric", "constraints[1].metric");
    assertThat(
            fields(draft -> {
              draft.over(scene.flugpl);
              draft.datasetIds = null;
              draft.datasetId = scene.flugpl.id();
              return draft;
            }))
        .as("of one instance")
        .containsExactly("objectives[0].metric");
  }

  @Test
  void namesWhatIsWrongWithASet() {
    assertThat(
            fields(draft -> {
              draft.over(scene.flugpl, scene.egout, scene.flugpl);
              draft.datasetId = scene.titanic.id();
              return draft;
            }))
        .containsExactly("datasetIds", "datasetIds[2]");
    assertThat(fields(draft -> draft.over())).containsExactly("datasetIds");
    assertThat(fields(draft -> draft.over(scene.flugpl))).containsExactly("datasetIds");
    assertThat(
            fieldsOfASet(draft -> {
              draft.datasetIds =
                  Stream.generate(() -> new DatasetId(TestRuns.IDS.next())).limit(101).toList();
              return draft;
            }))
        .containsExactly("datasetIds");
    assertThat(
            fields(draft -> {
              draft.datasetId = null;
              draft.datasetIds = List.of(scene.titanic.id(), scene.flugpl.id());
              return draft;
            }))
        .as("a training")
        .containsExactly("datasetIds");
    assertThat(
            fieldsOfASet(draft -> {
              draft.parameters = Map.of("time_limit_seconds", 0);
              return draft;
            }))
        .containsExactly("parameters.time_limit_seconds");
    assertThat(
            fieldsOfASet(draft -> {
              draft.search.put("time_limit_seconds", StudyScene.numbers("float", 1, 9, null, null));
              return draft;
            }))
        .containsExactly("search.time_limit_seconds");
  }

  @Test
  void namesTheInstanceAtFault() {
    SignalboxException unknown =
        refused(draft -> draft.over(scene.flugpl, scene.elsewhere, scene.egout));
    assertThat(unknown.code()).isEqualTo(ErrorCode.DATASET_NOT_FOUND);
    assertThat(unknown.field()).isEqualTo("datasetIds[1]");
    SignalboxException table =
        refused(draft -> draft.over(scene.flugpl, scene.egout, scene.titanic));
    assertThat(table.code()).isEqualTo(ErrorCode.INSTANCE_FORMAT_NOT_SUPPORTED);
    assertThat(table.field()).isEqualTo("datasetIds[2]");
    scene.deleted.add(scene.afiro.id());
    SignalboxException gone =
        catchThrowableOfType(SignalboxException.class, () -> overASet(draft -> draft));
    assertThat(gone.code())
        .as("deleted after it was checked")
        .isEqualTo(ErrorCode.DATASET_NOT_FOUND);
    assertThat(gone.field()).isEqualTo("datasetIds[2]");
    assertThat(scene.commands.started).isEmpty();
  }

  @Test
  void whoeverSeesAStudySeesItsInstances() {
    RunId study = overASet(draft -> draft).run().run().id();
    ListStudyInstancesHandler list = new ListStudyInstancesHandler(scene.access, scene.instances);
    assertThat(list.handle(scene.viewer, new ListStudyInstances(study))).hasSize(3);
    assertThat(list.handle(scene.viewer, new ListStudyInstances(scene.startedStudy()))).isEmpty();
    assertThatThrownBy(() -> list.handle(scene.stranger, new ListStudyInstances(study)))
        .hasMessage("study.not_found");
  }

  @Test
  void startsFromCompletedTrialsOfStudiesLikeIt() {
    RunId earlier = scene.startedStudy();
    RunId trial = new RunId(TestRuns.IDS.next());
    RunId outside = new RunId(TestRuns.IDS.next());
    scene.record.handle(
        List.of(
            TestStudies.begun(earlier, 0, trial, Map.of("learning_rate", 0.1, "rounds", 20)),
            TestStudies.begun(earlier, 1, outside, Map.of("learning_rate", 0.25, "rounds", 20)),
            TestStudies.ended(earlier, 1, outside, TrialState.COMPLETED, 0.8),
            TestStudies.ended(earlier, 0, trial, TrialState.COMPLETED, 0.9)));
    assertThat(told(earlier, 0.3)).as("what ended after a study was made").isEmpty();
    scene.now = TestRuns.NOW.plusSeconds(3600);
    assertThat(told(earlier, 0.3))
        .containsExactlyInAnyOrder(
            new EarlierTrial(Map.of("learning_rate", 0.1, "rounds", 20), List.of(0.9)),
            new EarlierTrial(Map.of("learning_rate", 0.25, "rounds", 20), List.of(0.8)));
    assertThat(told(earlier, 0.2))
        .as("what lies in the new range alone")
        .containsExactly(
            new EarlierTrial(Map.of("learning_rate", 0.1, "rounds", 20), List.of(0.9)));
  }

  private List<EarlierTrial> told(RunId earlier, double high) {
    scene.started(draft -> {
      draft.search.put("learning_rate", StudyScene.numbers("float", 0.001, high, null, true));
      draft.startFrom = List.of(earlier);
      return draft;
    });
    return scene.commands.earlier.getLast();
  }

  @Test
  void namesTheStudyThatItCannotStartFrom() {
    RunId other =
        scene
            .started(draft -> {
              draft.search.remove("rounds");
              return draft;
            })
            .run()
            .run()
            .id();
    RunId like = scene.startedStudy();
    assertThat(
            fields(draft -> {
              draft.startFrom = List.of(like, other, new RunId(TestRuns.IDS.next()), like);
              return draft;
            }))
        .containsExactly("startFrom[1]", "startFrom[2]", "startFrom[3]");
  }
}
