package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.application.event.Topic;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.TrialState;

/** What people change of a study that goes on, and what they may read of it. */
final class ChangeStudyTest {
  private final StudyScene scene = new StudyScene();
  private final RunId study = scene.startedStudy();

  private static Map<String, Object> configuration(double rate, int rounds) {
    return Map.of("learning_rate", rate, "rounds", rounds);
  }

  @Test
  void eachChangeIsACommandThatCarriesEverything() {
    scene.signals.clear();
    scene.change.handle(scene.editor, new ChangeStudy(study, 80L, 8L));
    scene.enqueue.handle(scene.editor, new EnqueueTrials(study, List.of(configuration(0.1, 20))));
    scene.change.handle(scene.editor, ChangeStudy.pause(study));
    scene.change.handle(scene.editor, ChangeStudy.resume(study));
    StudyView last = scene.change.handle(scene.editor, ChangeStudy.stop(study));
    List<StudyPlan> sent = scene.commands.of(study);
    assertThat(sent).extracting(StudyPlan::revision).containsExactly(2L, 3L, 4L, 5L, 6L);
    StudyPlan plan = sent.getLast();
    assertThat(plan.trials()).isEqualTo(80);
    assertThat(plan.parallelism()).isEqualTo(8);
    assertThat(plan.enqueued()).containsExactly(configuration(0.1, 20));
    assertThat(plan.paused()).isFalse();
    assertThat(plan.stopping()).isTrue();
    assertThat(sent.get(2).paused()).isTrue();
    assertThat(last.study().plan()).isEqualTo(plan);
    assertThat(last.study().revision()).isEqualTo(5);
    assertThat(scene.signals).containsOnly(new Topic.OneStudy(study));
  }

  @Test
  void whatChangesNothingSendsNothing() {
    scene.change.handle(scene.editor, new ChangeStudy(study, 60L, null));
    scene.change.handle(scene.editor, ChangeStudy.resume(study));
    assertThat(scene.commands.of(study)).isEmpty();
    assertThat(scene.study(study).revision()).isZero();
  }

  @Test
  void theBudgetIsNotBelowTheTrialsThatHaveBegun() {
    for (int number = 0; number < 3; number++) {
      scene.record.handle(
          List.of(TestStudies.begun(study, number, new RunId(TestRuns.IDS.next()))));
    }
    for (ChangeStudy wrong :
        List.of(new ChangeStudy(study, 2L, null), new ChangeStudy(study, 10_001L, null))) {
      SignalboxException refused =
          catchThrowableOfType(
              SignalboxException.class, () -> scene.change.handle(scene.editor, wrong));
      assertThat(refused.code()).isEqualTo(ErrorCode.STUDY_INVALID);
      assertThat(refused.field()).isEqualTo("trials");
    }
    assertThat(scene.commands.of(study)).isEmpty();
    scene.change.handle(scene.editor, new ChangeStudy(study, 3L, null));
    assertThat(scene.study(study).plan().trials()).isEqualTo(3);
  }

  @Test
  void enqueuedParametersAreChecked() {
    SignalboxException refused =
        catchThrowableOfType(
            SignalboxException.class,
            () ->
                scene.enqueue.handle(
                    scene.editor,
                    new EnqueueTrials(
                        study, List.of(configuration(0.1, 20), configuration(0.1, 21)))));
    assertThat(refused.faults())
        .extracting(Fault::field)
        .containsExactly("configurations[1].rounds");
    for (int count : List.of(0, StudyPlan.MOST_ENQUEUED + 1)) {
      EnqueueTrials wrong =
          new EnqueueTrials(study, Collections.nCopies(count, configuration(0.1, 20)));
      assertThatThrownBy(() -> scene.enqueue.handle(scene.editor, wrong))
          .hasMessage("study.invalid");
    }
    EnqueueTrials hundred =
        new EnqueueTrials(study, Collections.nCopies(100, configuration(0.1, 20)));
    for (int i = 0; i < 10; i++) {
      scene.enqueue.handle(scene.editor, hundred);
    }
    assertThat(scene.study(study).waitingByHand()).isEqualTo(1_000);
    assertThatThrownBy(() -> scene.enqueue.handle(scene.editor, hundred))
        .hasMessage("study.invalid");
  }

  @Test
  void onlyATrialThatRunsIsPruned() {
    RunId trial = new RunId(TestRuns.IDS.next());
    scene.record.handle(List.of(TestStudies.begun(study, 0, trial)));
    assertThatThrownBy(() -> scene.prune.handle(scene.editor, new PruneTrial(study, 1)))
        .hasMessage("trial.not_found");
    scene.prune.handle(scene.editor, new PruneTrial(study, 0));
    scene.prune.handle(scene.editor, new PruneTrial(study, 0));
    assertThat(scene.commands.of(study)).hasSize(1);
    assertThat(scene.commands.of(study).getFirst().pruned()).containsExactly(0);
    scene.record.handle(List.of(TestStudies.ended(study, 0, trial, TrialState.PRUNED, 0.5)));
    assertThatThrownBy(() -> scene.prune.handle(scene.editor, new PruneTrial(study, 0)))
        .hasMessage("trial.ended");
  }

  @Test
  void aStudyThatIsOverStaysAsItIs() {
    Run run = scene.run(study);
    for (RunStatus status : List.of(RunStatus.SUCCEEDED, RunStatus.CANCELLING)) {
      scene.runs.update(run.with(TestRuns.ended(status)));
      assertThatThrownBy(() -> scene.change.handle(scene.editor, ChangeStudy.pause(study)))
          .hasMessage("study.over");
    }
    assertThat(scene.commands.of(study)).isEmpty();
  }

  @Test
  void needsTheRoleEditorAndAStudy() {
    assertThatThrownBy(() -> scene.change.handle(scene.viewer, ChangeStudy.stop(study)))
        .hasMessage("auth.forbidden");
    assertThatThrownBy(() -> scene.change.handle(scene.stranger, ChangeStudy.stop(study)))
        .hasMessage("study.not_found");
    RunId trial = new RunId(TestRuns.IDS.next());
    scene.record.handle(List.of(TestStudies.begun(study, 0, trial)));
    assertThatThrownBy(() -> scene.change.handle(scene.editor, ChangeStudy.stop(trial)))
        .as("a trial is no study")
        .hasMessage("study.not_found");
  }

  @Test
  void aStudyThatWentQuietIsToldEverythingAgain() {
    scene.publish.publish(scene.run(study), List.of(scene.titanic));
    assertThat(scene.commands.started).containsExactly(study, study);
    assertThat(scene.commands.of(study)).isEmpty();
    scene.change.handle(scene.editor, ChangeStudy.pause(study));
    scene.publish.publish(scene.run(study), List.of(scene.titanic));
    assertThat(scene.commands.of(study)).hasSize(2);
    assertThat(scene.commands.of(study).getLast().paused()).isTrue();
  }

  @Test
  void trialsAreReadPageByPageUntilNothingIsLeft() {
    List<RunId> ids = new ArrayList<>();
    for (int number = 0; number < 7; number++) {
      ids.add(new RunId(TestRuns.IDS.next()));
      scene.record.handle(List.of(TestStudies.begun(study, number, ids.getLast())));
    }
    ListTrialsHandler list =
        new ListTrialsHandler(
            scene.access, scene.studies, scene.trials, new ImmediateTransactions());
    TrialPage first = list.handle(scene.viewer, new ListTrials(study, 0, 3));
    assertThat(first.more()).isTrue();
    assertThat(first.total()).isEqualTo(7);
    assertThat(first.parameters()).containsExactly("learning_rate", "rounds");
    assertThat(first.rows()).extracting(row -> row.trial().number()).containsExactly(0, 1, 2);
    scene.record.handle(
        List.of(TestStudies.ended(study, 1, ids.get(1), TrialState.COMPLETED, 0.5)));
    TrialPage second = list.handle(scene.viewer, new ListTrials(study, first.revision(), 10));
    assertThat(second.more()).isFalse();
    assertThat(second.rows())
        .extracting(row -> row.trial().number())
        .containsExactly(3, 4, 5, 6, 1);
    assertThat(second.revision()).isEqualTo(8);
    TrialPage nothing = list.handle(scene.viewer, new ListTrials(study, second.revision(), 10));
    assertThat(nothing.rows()).isEmpty();
    assertThat(nothing.revision()).isEqualTo(8);
    assertThat(nothing.deleted()).isEmpty();
    scene.trials.delete(study, List.of(2));
    TrialPage later = list.handle(scene.viewer, new ListTrials(study, nothing.revision(), 10));
    assertThat(later.deleted()).containsExactly(2);
    assertThat(later.revision()).isEqualTo(9);
    assertThatThrownBy(() -> list.handle(scene.stranger, new ListTrials(study, 0, 3)))
        .hasMessage("study.not_found");
    assertThatThrownBy(() -> new ListTrials(study, 0, ListTrials.MAX_LIMIT + 1))
        .hasMessage("request.invalid");
  }
}
