package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.TrialState;

/** What use cases of runs do with studies and trials. */
final class TrialRunsTest {
  private final RunScene scene = new RunScene();
  private final Run trial = scene.storedTrial();
  private final RunId study = ((RunSpec.Trial) trial.spec()).study();

  @Test
  void theOrchestratorMayStopATrialThatNobodyAskedToStop() {
    scene.record.handle(
        List.of(
            Reports.of(trial.id(), 0, 1, new RunReport.Queued("", 0, 0)),
            Reports.of(trial.id(), 1, 2, new RunReport.Starting("tabular", "a:1")),
            Reports.of(trial.id(), 1, 3, new RunReport.Started("tabular", "a:1")),
            Reports.of(trial.id(), 1, 4, new RunReport.Cancelled(true))));
    Run stopped = scene.run(trial.id());
    assertThat(stopped.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(stopped.projectRevision()).isZero();
    assertThat(stopped.revision()).isEqualTo(trial.revision() + 1);
    assertThat(scene.observer.illegal).isZero();
    assertThat(scene.runs.projectRevision(scene.project)).isZero();
    assertThat(scene.signals)
        .containsExactlyInAnyOrder(new Topic.OneRun(trial.id()), new Topic.OneStudy(study));
    assertThat(scene.runs.eventsAfter(trial.id(), 0, 10))
        .extracting(RunEvent::type)
        .containsExactly(
            RunEventType.QUEUED,
            RunEventType.STARTING,
            RunEventType.RUNNING,
            RunEventType.CANCELLED);
  }

  @Test
  void aStudyThatNobodyStoppedCannotBeCancelled() {
    scene.record.handle(
        List.of(
            Reports.of(study, 1, 3, new RunReport.Started("tuning", "t:1")),
            Reports.of(study, 1, 4, new RunReport.Cancelled(true))));
    assertThat(scene.run(study).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(scene.observer.illegal).isEqualTo(1);
    assertThat(scene.signals)
        .contains(new Topic.OneStudy(study), new Topic.ProjectRuns(scene.project));
  }

  @Test
  void aTrialLeavesNoModel() {
    RunReport.StoredModel model =
        new RunReport.StoredModel("model.zip", "signalbox-model-v1", TestRuns.signature());
    scene.record.handle(
        List.of(
            Reports.of(trial.id(), 1, 3, new RunReport.Started("tabular", "a:1")),
            Reports.artifact(trial.id(), 1, 4, "model.zip"),
            Reports.succeeded(trial.id(), 1, 4, model)));
    assertThat(scene.run(trial.id()).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(scene.models.findByRun(trial.id())).isEmpty();
  }

  @Test
  void aTrialIsStoppedByHandAsAnyRun() {
    scene.cancel.handle(scene.editor, new CancelRun(trial.id(), CancelMode.KILL));
    assertThat(scene.run(trial.id()).status()).isEqualTo(RunStatus.CANCELLING);
    assertThat(scene.outbox.sent).containsExactly("cancel KILL " + trial.id());
    assertThat(scene.stops)
        .containsExactly(
            "KILL %s by %s at %s".formatted(trial.id(), scene.editor.userId(), TestRuns.NOW));
    scene.cancel.handle(scene.editor, new CancelRun(trial.id(), CancelMode.GRACEFUL));
    assertThat(scene.stops).as("a request that changes nothing is none").hasSize(1);
  }

  @Test
  void aTrialIsClonedAsARunOfItsOwn() {
    NewRun body = scene.cloneRun.handle(scene.viewer, new CloneRun(trial.id()));
    assertThat(body.kind()).isEqualTo(RunKind.TRAINING);
    assertThat(body.training().target()).isEqualTo("survived");
    assertThat(body.parameters()).isEqualTo(trial.spec().parameters());
    assertThat(NewRun.of(trial).kind()).isEqualTo(RunKind.TRIAL);
  }

  @Test
  void aStudyIsNotClonedAndNeitherIsTriedAgain() {
    assertThatThrownBy(() -> scene.cloneRun.handle(scene.viewer, new CloneRun(study)))
        .hasMessage("study.not_cloned");
    for (RunId run : List.of(study, trial.id())) {
      assertThatThrownBy(() -> scene.retry.handle(scene.editor, new RetryRun(run, null)))
          .hasMessage("study.not_cloned");
    }
  }

  @Test
  void neitherIsStartedAsARun() {
    for (Run run : List.of(scene.run(study), trial)) {
      SignalboxException refused =
          catchThrowableOfType(
              SignalboxException.class,
              () ->
                  scene.start.handle(
                      scene.editor, new StartRun(scene.project, NewRun.of(run), null)));
      assertThat(refused.code()).isEqualTo(ErrorCode.RUN_INVALID);
      assertThat(refused.field()).isEqualTo("kind");
    }
  }

  @Test
  void aTrialIsShownWithItsState() {
    scene.trialStates.putAll(Map.of(trial.id(), TrialState.PRUNED));
    assertThat(scene.get.handle(scene.viewer, new GetRun(trial.id())).trialState())
        .isEqualTo(TrialState.PRUNED);
    assertThat(scene.get.handle(scene.viewer, new GetRun(study)).trialState()).isNull();
  }
}
