package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.RunRepository;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyPlan;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;

/** What every store of studies and trials must do. */
public abstract class StudiesContract {
  private ProjectId project;
  private UserId user;
  private DatasetId dataset;

  protected abstract RunRepository runs();

  protected abstract StudyRepository studies();

  protected abstract TrialRepository trials();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @BeforeEach
  final void prepare() {
    project = records().project();
    user = records().user();
    dataset = records().dataset(project);
  }

  private Run storedStudy() {
    Run run = TestRuns.study(project, dataset, user, "search");
    transactions()
        .inTransaction(() -> {
          runs().insert(run);
          studies().insert(TestStudies.study(run.id()));
        });
    return run;
  }

  /** Trials from 0 on, with the revisions from 1 on. */
  private List<Trial> storedTrials(Run study, int count) {
    List<Run> asRuns = new ArrayList<>();
    List<Trial> begun = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Run run = TestRuns.trial(study, number);
      asRuns.add(run);
      begun.add(TestStudies.trial(study.id(), number, run.id(), number + 1));
    }
    transactions()
        .inTransaction(() -> {
          Study locked = studies().lock(List.of(study.id())).getFirst();
          runs().insertAll(asRuns);
          trials().insertAll(begun);
          studies().updateProgress(locked.with(locked.progress(), count));
        });
    return begun;
  }

  private Study study(Run run) {
    return studies().find(run.id()).orElseThrow();
  }

  @Test
  void givesBackAStudyAsItWasStored() {
    Run run = storedStudy();
    Run another = storedStudy();
    Study study = study(run);
    assertThat(study)
        .isEqualTo(
            new Study(
                run.id(),
                TestStudies.definition(),
                Duration.ofHours(1),
                study.startFrom(),
                new StudyPlan(60, 4, false, false, List.of(), List.of(), 0),
                StudyProgress.NONE,
                0));
    assertThat(study.startFrom()).hasSize(1);
    assertThat(study.definition().search().keySet())
        .containsExactly("z_rate", "a.share", "leaves", "boosting");
    assertThat(studies().find(new RunId(TestRuns.IDS.next()))).isEmpty();
    assertThat(studies().findAll(List.of(run.id(), new RunId(TestRuns.IDS.next()), another.id())))
        .extracting(Study::id)
        .containsExactlyInAnyOrder(run.id(), another.id());
    assertThat(transactions().inTransaction(() -> studies().lock(List.of(another.id(), run.id()))))
        .extracting(Study::id)
        .containsExactly(run.id(), another.id());
  }

  @Test
  void planAndProgressChangeApart() {
    Run run = storedStudy();
    StudyPlan plan =
        study(run)
            .plan()
            .enqueueing(List.of(Map.of("z_rate", 0.2, "boosting", "gbdt"), Map.of("leaves", 16)))
            .pruning(3)
            .withTrials(100)
            .paused(true);
    transactions().inTransaction(() -> studies().updatePlan(study(run).with(plan, 1)));
    Trial completed =
        TestStudies.ended(
            TestStudies.trial(run.id(), 0, new RunId(TestRuns.IDS.next()), 2),
            TrialState.COMPLETED,
            TestRuns.NOW,
            3,
            0.875);
    StudyProgress progress =
        study(run)
            .progress()
            .begun(true)
            .ended(completed, study(run).definition().objectives())
            .told(
                TestStudies.changed(run.id(), 4, 5, "No tuning service answers.").report(),
                new StudyReport.StudyChanged("No tuning service answers."));
    transactions().inTransaction(() -> studies().updateProgress(study(run).with(progress, 2)));
    assertThat(study(run).plan()).isEqualTo(plan);
    assertThat(study(run).progress()).isEqualTo(progress);
    assertThat(study(run).revision()).isEqualTo(2);
    assertThat(progress.best()).hasSize(1);
    assertThatThrownBy(() ->
            transactions()
                .inTransaction(
                    () -> studies().updatePlan(TestStudies.study(new RunId(TestRuns.IDS.next())))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesBackTrialsAsTheyBeginAndAsTheyEnd() {
    Run study = storedStudy();
    List<Trial> begun = storedTrials(study, 4);
    assertThat(trials().find(study.id(), List.of(0, 2, 9)))
        .containsExactlyInAnyOrder(begun.get(0), begun.get(2));
    List<Trial> ended =
        List.of(
            TestStudies.ended(begun.get(0), TrialState.COMPLETED, TestRuns.NOW, 5, 0.75),
            TestStudies.ended(begun.get(1), TrialState.FAILED, TestRuns.NOW, 6),
            TestStudies.ended(begun.get(3), TrialState.PRUNED, TestRuns.NOW, 7, Double.NaN));
    transactions().inTransaction(() -> trials().updateAll(ended));
    assertThat(trials().find(study.id(), List.of(0, 1, 2, 3)))
        .containsExactlyInAnyOrder(ended.get(0), ended.get(1), begun.get(2), ended.get(2));
    assertThat(trials().of(begun.stream().map(Trial::run).toList()))
        .isEqualTo(
            Map.of(
                begun.get(0).run(), TrialState.COMPLETED,
                begun.get(1).run(), TrialState.FAILED,
                begun.get(2).run(), TrialState.RUNNING,
                begun.get(3).run(), TrialState.PRUNED));
    assertThat(trials().of(List.of(study.id()))).isEmpty();
    assertThat(trials().parameters(List.of(begun.get(1).run(), study.id())))
        .isEqualTo(Map.of(begun.get(1).run(), begun.get(1).parameters()));
  }

  private static List<Integer> numbers(List<TrialRow> rows) {
    return rows.stream().map(row -> row.trial().number()).toList();
  }

  @Test
  void readsWhatHasChangedSinceARevisionInItsOrder() {
    Run study = storedStudy();
    List<Trial> begun = storedTrials(study, 5);
    storedTrials(storedStudy(), 3);
    assertThat(numbers(trials().after(study.id(), 0, 10))).containsExactly(0, 1, 2, 3, 4);
    assertThat(numbers(trials().after(study.id(), 2, 2))).containsExactly(2, 3);
    Trial ended = TestStudies.ended(begun.get(1), TrialState.COMPLETED, TestRuns.NOW, 6, 0.5);
    transactions()
        .inTransaction(() -> {
          trials().updateAll(List.of(ended));
          studies().updateProgress(study(study).with(study(study).progress(), 6));
        });
    assertThat(numbers(trials().after(study.id(), 4, 10))).containsExactly(4, 1);
    assertThat(trials().after(study.id(), 6, 10)).isEmpty();
  }

  @Test
  void aTouchedTrialIsNewAndTellsWhatItsRunIs() {
    Run study = storedStudy();
    List<Trial> begun = storedTrials(study, 3);
    RunId run = begun.get(1).run();
    RunId nobody = new RunId(TestRuns.IDS.next());
    transactions()
        .inTransaction(() -> {
          Run locked = runs().lock(List.of(run)).getFirst();
          runs().update(runs().revised(locked.with(failed(locked.state()))));
          trials().touch(study.id(), List.of(begun.get(0).run(), nobody, run));
        });
    assertThat(study(study).revision()).isEqualTo(6);
    List<TrialRow> rows = trials().after(study.id(), 3, 10);
    assertThat(numbers(rows)).containsExactly(0, 1);
    assertThat(rows).extracting(row -> row.trial().revision()).containsExactly(4L, 6L);
    TrialRow row = rows.get(1);
    assertThat(row.status()).isEqualTo(RunStatus.FAILED);
    assertThat(row.attempt()).isEqualTo(1);
    assertThat(row.instance()).isEqualTo("a:1");
    assertThat(row.startedAt()).isEqualTo(TestRuns.NOW.plusSeconds(1));
    assertThat(row.endedAt()).isEqualTo(TestRuns.NOW.plusSeconds(2));
    assertThat(row.failure()).isEqualTo("It broke.");
    assertThat(rows.get(0).failure()).isNull();
    transactions().inTransaction(() -> trials().touch(nobody, List.of(run)));
    assertThat(study(study).revision()).isEqualTo(6);
  }

  @Test
  void aTrialWhoseRunTookTooLongTellsSo() {
    Run study = storedStudy();
    List<Trial> begun = storedTrials(study, 2);
    transactions()
        .inTransaction(() -> {
          for (Run run : runs().lock(begun.stream().map(Trial::run).toList())) {
            boolean first = run.id().equals(begun.get(0).run());
            runs().update(runs().revised(run.with(timedOut(run.state(), first))));
          }
        });
    assertThat(trials().after(study.id(), 0, 10))
        .extracting(TrialRow::failure)
        .containsExactly(
            "Timed out after 62 s: The run reached its time limit of 60 s.", "Timed out.");
  }

  /** With the words of who stopped it, after a while; or without either. */
  private static RunState timedOut(RunState state, boolean executed) {
    RunState before = state;
    if (executed) {
      RunReport started =
          new RunReport(1, 3, TestRuns.NOW.plusSeconds(1), new RunReport.Started("tabular", "a:1"));
      before = ((RunState.Taken.Changed) state.after(started)).state();
    }
    RunReport ended =
        new RunReport(
            1,
            4,
            TestRuns.NOW.plusMillis(63_400),
            new RunReport.TimedOut(executed ? "The run reached its time limit of 60 s." : ""));
    return ((RunState.Taken.Changed) before.after(ended)).state();
  }

  private static RunState failed(RunState state) {
    Failure failure =
        new Failure(Failure.Kind.PROGRAM, "program.error", "It broke.", null, null, null);
    RunReport started =
        new RunReport(1, 3, TestRuns.NOW.plusSeconds(1), new RunReport.Started("tabular", "a:1"));
    RunReport ended =
        new RunReport(1, 4, TestRuns.NOW.plusSeconds(2), new RunReport.Failed(failure));
    RunState running = ((RunState.Taken.Changed) state.after(started)).state();
    return ((RunState.Taken.Changed) running.after(ended)).state();
  }

  @Test
  void givesTheNewestCompletedTrialsOfOtherStudies() {
    Run study = storedStudy();
    Run other = storedStudy();
    List<Trial> begun = storedTrials(study, 4);
    List<Trial> others = storedTrials(other, 1);
    transactions()
        .inTransaction(() ->
            trials()
                .updateAll(
                    List.of(
                        completed(begun.get(0), 10),
                        completed(begun.get(1), 30),
                        completed(begun.get(2), 100),
                        TestStudies.ended(begun.get(3), TrialState.PRUNED, TestRuns.NOW, 9, 0.5),
                        completed(others.get(0), 20))));
    Instant before = TestRuns.NOW.plusSeconds(100);
    assertThat(trials().completed(List.of(study.id(), other.id()), before, 10))
        .containsExactly(
            new EarlierTrial(begun.get(1).parameters(), List.of(30.0)),
            new EarlierTrial(others.get(0).parameters(), List.of(20.0)),
            new EarlierTrial(begun.get(0).parameters(), List.of(10.0)));
    assertThat(trials().completed(List.of(study.id()), before, 1)).hasSize(1);
  }

  private static Trial completed(Trial trial, int second) {
    return TestStudies.ended(
        trial, TrialState.COMPLETED, TestRuns.NOW.plusSeconds(second), 9, second);
  }

  @Test
  void findsTrialsThatTheirStudyHasLeft() {
    Run study = storedStudy();
    List<Trial> begun = storedTrials(study, 2);
    storedTrials(storedStudy(), 1);
    Instant soon = TestRuns.NOW.plusSeconds(61);
    assertThat(trials().left(soon, 10)).isEmpty();
    transactions()
        .inTransaction(() -> {
          trials()
              .updateAll(
                  List.of(TestStudies.ended(begun.get(0), TrialState.FAILED, TestRuns.NOW, 3)));
          runs().update(study.with(TestRuns.ended(RunStatus.FAILED)));
        });
    assertThat(trials().left(TestRuns.NOW.plusSeconds(60), 10)).isEmpty();
    assertThat(trials().left(soon, 10)).containsExactly(begun.get(1));
  }
}
