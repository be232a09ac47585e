package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.event.Topic;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.BestTrial;
import signalbox.domain.study.StudyProgress;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;

/** How words of the orchestrator on studies become trials, whatever repeats, is late or strange. */
final class RecordStudiesTest {
  private final StudyScene scene = new StudyScene();
  private final RunId study = scene.startedStudy();

  private static RunId id() {
    return new RunId(TestRuns.IDS.next());
  }

  private StudyProgress progress() {
    return scene.study(study).progress();
  }

  @Test
  void aTrialThatBeginsIsARunOfItsOwn() {
    RunId trial = id();
    scene.signals.clear();
    scene.record.handle(
        List.of(TestStudies.begun(study, 0, trial, Map.of("learning_rate", 0.2, "rounds", 50))));
    Run run = scene.run(trial);
    Run ofStudy = scene.run(study);
    assertThat(run.name()).isEqualTo(ofStudy.name() + " #0");
    assertThat(run.status()).isEqualTo(RunStatus.CREATED);
    assertThat(run.projectRevision()).isZero();
    assertThat(run.maxAttempts()).isEqualTo(100);
    assertThat(run.createdBy()).isEqualTo(ofStudy.createdBy());
    assertThat(run.tags()).isEqualTo(ofStudy.tags());
    assertThat(run.spec())
        .isInstanceOfSatisfying(
            RunSpec.Trial.class,
            spec -> {
              assertThat(spec.study()).isEqualTo(study);
              assertThat(spec.number()).isZero();
              assertThat(spec.parameters())
                  .isEqualTo(Map.of("boosting", "gbdt", "learning_rate", 0.2, "rounds", 50));
              assertThat(spec.work()).isInstanceOf(RunSpec.Training.class);
            });
    assertThat(scene.runs.eventsAfter(trial, 0, 10))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(RunEventType.CREATED);
          assertThat(event.detail())
              .containsEntry("study", study.toString())
              .containsEntry("number", 0);
        });
    assertThat(progress().running()).isEqualTo(1);
    assertThat(progress().begunByHand()).isEqualTo(1);
    assertThat(scene.signals).containsExactly(new Topic.OneStudy(study));
    assertThat(scene.trials.of(List.of(trial))).containsEntry(trial, TrialState.RUNNING);
  }

  @Test
  void anEndedTrialMovesTheStudyOn() {
    RunId first = id();
    RunId second = id();
    scene.record.handle(
        List.of(TestStudies.begun(study, 1, first), TestStudies.begun(study, 2, second)));
    scene.record.handle(
        List.of(
            TestStudies.ended(study, 2, second, TrialState.COMPLETED, 0.9),
            TestStudies.ended(study, 1, first, TrialState.PRUNED, 0.95)));
    assertThat(progress().completed()).isEqualTo(1);
    assertThat(progress().pruned()).isEqualTo(1);
    assertThat(progress().best()).containsExactly(new BestTrial(2, second, List.of(0.9)));
    StudyView view = scene.views.of(scene.run(study));
    assertThat(view.best())
        .singleElement()
        .satisfies(best -> assertThat(best.parameters()).containsEntry("boosting", "gbdt"));
    assertThat(scene.trials.find(study, List.of(1)).getFirst().values()).containsExactly(0.95);
    assertThat(scene.study(study).revision()).isEqualTo(4);
  }

  @Test
  void repeatsAndContradictionsChangeNothing() {
    RunId trial = id();
    StudyReported begun = TestStudies.begun(study, 1, trial);
    StudyReported ended = TestStudies.ended(study, 1, trial, TrialState.FAILED);
    scene.record.handle(List.of(begun, ended));
    List<Trial> before = scene.allTrials(study);
    StudyProgress known = progress();
    scene.record.handle(List.of(begun, ended, begun));
    assertThat(scene.observer.repeated).isEqualTo(3);
    scene.record.handle(
        List.of(
            TestStudies.begun(study, 1, id()),
            TestStudies.ended(study, 1, id(), TrialState.FAILED),
            TestStudies.ended(study, 1, trial, TrialState.COMPLETED, 0.5)));
    assertThat(scene.observer.stale).isEqualTo(3);
    assertThat(scene.allTrials(study)).isEqualTo(before);
    assertThat(progress()).isEqualTo(known);
    assertThat(before.getFirst().message()).isEqualTo("The trial reported no value of roc_auc.");
  }

  @Test
  void wordsOnWhatIsNotHereAreCounted() {
    RunId stranger = id();
    RunId training = id();
    scene.record.handle(
        List.of(
            TestStudies.begun(stranger, 0, id()),
            TestStudies.ended(study, 7, training, TrialState.COMPLETED, 0.5),
            TestStudies.changed(stranger, 1, 1, "")));
    assertThat(scene.observer.unknown).isEqualTo(3);
    assertThat(scene.runs.all()).hasSize(1);
    assertThat(scene.study(study).revision()).isZero();
  }

  @Test
  void whatHindersTheStudyIsToldUntilItIsOver() {
    scene.record.handle(List.of(TestStudies.changed(study, 0, 5, "No tuning service answers.")));
    assertThat(progress().trouble()).isEqualTo("No tuning service answers.");
    assertThat(scene.study(study).revision()).isEqualTo(1);
    scene.record.handle(List.of(TestStudies.changed(study, 0, 5, "No tuning service answers.")));
    assertThat(scene.observer.repeated).isEqualTo(1);
    scene.record.handle(List.of(TestStudies.changed(study, 1, 6, "")));
    assertThat(progress().trouble()).isNull();
    scene.record.handle(List.of(TestStudies.changed(study, 0, 7, "late")));
    assertThat(progress().trouble()).isNull();
    assertThat(scene.observer.stale).isEqualTo(1);
  }

  /** Any story, cut into any batches that come again: the same trials, and the same progress. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void batchesThatComeAgainLeaveTheSameStory(long seed) {
    Random random = new Random(seed);
    List<StudyReported> story = story(random);
    int at = 0;
    while (at < story.size()) {
      int end = Math.min(story.size(), at + 1 + random.nextInt(9));
      scene.record.handle(story.subList(at, end));
      // Read again from anywhere before, as after a crash.
      at = random.nextInt(4) == 0 ? random.nextInt(end + 1) : end;
    }
    List<Trial> told = scene.allTrials(study);
    StudyScene once = new StudyScene();
    RunId other = once.startedStudy();
    once.record.handle(
        story.stream().map(word -> new StudyReported(other, word.report())).toList());
    assertThat(told).hasSize(40);
    assertThat(told).extracting(Trial::revision).doesNotHaveDuplicates().isSorted();
    assertThat(progress()).isEqualTo(once.study(other).progress());
    assertThat(scene.runs.all()).hasSize(41);
    assertThat(told.getLast().revision()).isLessThanOrEqualTo(scene.study(study).revision());
    assertThat(scene.lines(study)).as("each line once").isEqualTo(once.lines(other));
    assertThat(scene.lines(study)).hasSize(80);
  }

  private List<StudyReported> story(Random random) {
    List<StudyReported> story = new ArrayList<>();
    List<StudyReported> open = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      RunId trial = id();
      story.add(TestStudies.begun(study, number, trial));
      TrialState outcome =
          List.of(TrialState.COMPLETED, TrialState.PRUNED, TrialState.FAILED, TrialState.CANCELLED)
              .get(random.nextInt(4));
      open.add(
          outcome == TrialState.COMPLETED
              ? TestStudies.ended(study, number, trial, outcome, random.nextInt(10))
              : TestStudies.ended(study, number, trial, outcome));
      Collections.shuffle(open, random);
      while (open.size() > 4 || (number == 39 && !open.isEmpty())) {
        story.add(open.removeLast());
      }
    }
    return story;
  }

  @Test
  void aTrialWhoseRunComesToAStatusIsNewToViewers() {
    RunId trial = id();
    RunId other = id();
    scene.record.handle(
        List.of(TestStudies.begun(study, 0, trial), TestStudies.begun(study, 1, other)));
    RunWatcher watcher = new WatchStudies(scene.studies, scene.trials, scene.events);
    Run run = scene.run(trial);
    Run ofStudy = scene.run(study);
    watcher.reached(
        List.of(
            new RunWatcher.Reached(ofStudy, RunStatus.RUNNING),
            new RunWatcher.Reached(run, RunStatus.STARTING),
            new RunWatcher.Reached(run, RunStatus.RUNNING)));
    assertThat(scene.trials.after(study, 2, 10))
        .singleElement()
        .satisfies(row -> assertThat(row.trial().run()).isEqualTo(trial));
    assertThat(scene.study(study).revision())
        .as("one for the trial, whatever it came to, and one for the study")
        .isEqualTo(4);
  }

  @Test
  void trialsThatTheirStudyHasLeftEndAMinuteLater() {
    RunId trial = id();
    RunId completed = id();
    scene.record.handle(
        List.of(
            TestStudies.begun(study, 0, trial),
            TestStudies.begun(study, 1, completed),
            TestStudies.ended(study, 1, completed, TrialState.COMPLETED, 0.5)));
    scene.runs.update(scene.run(study).with(TestRuns.ended(RunStatus.FAILED)));
    endLeft(TestRuns.NOW.plusSeconds(119));
    assertThat(progress().running()).isEqualTo(1);
    endLeft(TestRuns.NOW.plusSeconds(121));
    assertThat(progress().failed()).isEqualTo(1);
    assertThat(progress().running()).isZero();
    assertThat(scene.run(trial).status()).isEqualTo(RunStatus.FAILED);
    assertThat(scene.trials.find(study, List.of(0)).getFirst().message())
        .isEqualTo(EndLeftTrials.MESSAGE);
    assertThat(scene.lines(study)).last().isEqualTo("Trial 0 failed: " + EndLeftTrials.MESSAGE);
    assertThat(scene.runs.eventsAfter(trial, 1, 10))
        .singleElement()
        .satisfies(event -> assertThat(event.type()).isEqualTo(RunEventType.FAILED));
    assertThat(endLeft(TestRuns.NOW.plusSeconds(999))).isZero();
  }

  private long endLeft(Instant now) {
    EndLeftTrials job =
        new EndLeftTrials(
            new RecordStudies.Ports(scene.studies, scene.trials, scene.events, scene.runs),
            new ImmediateTransactions(),
            scene.signals::add,
            () -> now);
    job.run();
    return job.endedTrials();
  }
}
