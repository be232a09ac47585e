package signalbox.application.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.RunNames;
import signalbox.application.run.RunWatcher;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Objective;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;
import signalbox.domain.study.StudyReport;
import signalbox.domain.study.TrialState;

/** What the log of a study says, and how it is read. */
final class StudyLogTest {
  private final StudyScene scene = new StudyScene();
  private final RunId study = scene.startedStudy();
  private final WatchStudies watch = new WatchStudies(scene.studies, scene.trials, scene.events);
  private final StudyEventViews views = new StudyEventViews(new OneName());
  private final ListStudyEventsHandler list =
      new ListStudyEventsHandler(scene.access, scene.events, views, new ImmediateTransactions());

  private final class OneName implements RunNames {
    @Override
    public Map<UserId, String> users(Collection<UserId> ids) {
      return Map.of(scene.editor.userId(), "Eve");
    }

    @Override
    public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
      return Map.of();
    }
  }

  private static RunId id() {
    return new RunId(TestRuns.IDS.next());
  }

  private RunId begun(int number) {
    RunId trial = id();
    scene.record.handle(
        List.of(TestStudies.begun(study, number, trial, Map.of("learning_rate", 0.25 + number))));
    return trial;
  }

  private String last() {
    return scene.log(study).getLast().text();
  }

  @Test
  void beginsWithWhatWasAskedForAndByWhom() {
    assertThat(scene.log(study))
        .containsExactly(
            new StudyEvent(
                study,
                0,
                0,
                scene.now,
                StudyEventType.CREATED,
                null,
                scene.editor.userId(),
                "Asked for: maximize roc_auc; 60 trials, 4 at the same time; sampler tpe,"
                    + " no pruner; seed 2147483641."));
  }

  @Test
  void tellsOfEachTrialHowItBeginsAndHowItEnds() {
    RunId zero = begun(0);
    RunId one = begun(1);
    RunId two = begun(2);
    RunId three = begun(3);
    scene.record.handle(
        List.of(
            TestStudies.ended(study, 1, one, TrialState.COMPLETED, 0.5),
            TestStudies.ended(study, 0, zero, TrialState.COMPLETED, 0.25),
            TestStudies.ended(study, 2, two, TrialState.FAILED),
            TestStudies.ended(study, 3, three, TrialState.CANCELLED)));
    assertThat(scene.lines(study))
        .containsExactly(
            "Trial 0 begins, enqueued by a person: learning_rate = 0.25.",
            "Trial 1 begins, proposed by tpe: learning_rate = 1.25.",
            "Trial 2 begins, proposed by tpe: learning_rate = 2.25.",
            "Trial 3 begins, proposed by tpe: learning_rate = 3.25.",
            "Trial 1 completed: roc_auc = 0.5, the best so far.",
            "Trial 0 completed: roc_auc = 0.25.",
            "Trial 2 failed: The trial reported no value of roc_auc.",
            "Trial 3 was cancelled.");
    assertThat(scene.log(study))
        .filteredOn(event -> event.type() == StudyEventType.TRIAL_COMPLETED)
        .extracting(StudyEvent::trial)
        .containsExactly(1, 0);
    assertThat(scene.log(study))
        .extracting(StudyEvent::revision)
        .as("in the order of the study")
        .isSorted();
  }

  @Test
  void tellsWhoPrunedATrialAndWhere() {
    Run run =
        TestRuns.study(scene.project, scene.titanic.id(), scene.editor.userId(), "with a pruner");
    scene.runs.insert(run);
    scene.studies.insert(TestStudies.study(run.id()));
    List<RunId> trials = List.of(id(), id(), id());
    for (int number = 0; number < 3; number++) {
      scene.record.handle(List.of(TestStudies.begun(run.id(), number, trials.get(number))));
    }
    scene.prune.handle(scene.editor, new PruneTrial(run.id(), 1));
    scene.record.handle(
        List.of(
            TestStudies.ended(run.id(), 0, trials.get(0), TrialState.PRUNED, 0.75),
            TestStudies.ended(run.id(), 1, trials.get(1), TrialState.PRUNED, 0.5),
            TestStudies.ended(run.id(), 2, trials.get(2), TrialState.PRUNED)));
    assertThat(scene.log(run.id()))
        .extracting(StudyEvent::text)
        .endsWith(
            "Trial 1 is to be pruned.",
            "Trial 0 was pruned by the median pruner at step 7, where valid/roc_auc was 0.75.",
            "Trial 1 was pruned as a person asked at step 7, where valid/roc_auc was 0.5.",
            "Trial 2 was pruned by the median pruner.");
  }

  @Test
  void tellsOfSeveralObjectivesWhatIsOnTheFront() {
    Run run = TestRuns.study(scene.project, scene.titanic.id(), scene.editor.userId(), "of two");
    StudyDefinition one = TestStudies.definition();
    StudyDefinition two =
        new StudyDefinition(
            one.search(),
            List.of(
                new Objective("rmse", Direction.MINIMIZE),
                new Objective("mae", Direction.MINIMIZE)),
            one.constraints(),
            one.sampler(),
            null,
            7);
    scene.runs.insert(run);
    scene.studies.insert(TestStudies.study(run.id(), two));
    List<RunId> trials = List.of(id(), id());
    for (int number = 0; number < 2; number++) {
      scene.record.handle(List.of(TestStudies.begun(run.id(), number, trials.get(number))));
    }
    scene.record.handle(
        List.of(
            TestStudies.ended(run.id(), 0, trials.get(0), TrialState.COMPLETED, 2, 3),
            TestStudies.ended(run.id(), 1, trials.get(1), TrialState.COMPLETED, 4, 5)));
    assertThat(scene.log(run.id()))
        .extracting(StudyEvent::text)
        .endsWith(
            "Trial 0 completed: rmse = 2.0, mae = 3.0, on the Pareto front.",
            "Trial 1 completed: rmse = 4.0, mae = 5.0.");
  }

  @Test
  void tellsOnceWhatHindersTheStudyAndThatNothingDoesAnyMore() {
    scene.record.handle(List.of(TestStudies.changed(study, 0, 5, "No tuning service answers.")));
    scene.record.handle(List.of(TestStudies.changed(study, 1, 6, "No tuning service answers.")));
    scene.record.handle(List.of(TestStudies.changed(study, 1, 7, "")));
    assertThat(scene.log(study).subList(1, 3))
        .extracting(StudyEvent::type)
        .containsExactly(StudyEventType.HINDERED, StudyEventType.FREED);
    assertThat(scene.lines(study))
        .containsExactly("No tuning service answers.", "Nothing hinders the study any more.");
  }

  @Test
  void tellsWhatPeopleAskedForAndWhoDid() {
    scene.now = TestRuns.NOW.plusSeconds(9);
    scene.change.handle(scene.editor, new ChangeStudy(study, 80L, 8L));
    scene.change.handle(scene.editor, ChangeStudy.pause(study));
    scene.enqueue.handle(
        scene.editor,
        new EnqueueTrials(study, List.of(Map.of("learning_rate", 0.1, "rounds", 20))));
    scene.change.handle(scene.editor, ChangeStudy.resume(study));
    scene.change.handle(scene.editor, ChangeStudy.resume(study));
    scene.change.handle(scene.editor, ChangeStudy.stop(study));
    List<StudyEvent> asked = scene.log(study).subList(1, scene.log(study).size());
    assertThat(asked)
        .extracting(StudyEvent::type)
        .containsExactly(
            StudyEventType.CHANGED,
            StudyEventType.CHANGED,
            StudyEventType.PAUSED,
            StudyEventType.ENQUEUED,
            StudyEventType.RESUMED,
            StudyEventType.STOP_REQUESTED);
    assertThat(asked).extracting(StudyEvent::by).containsOnly(scene.editor.userId());
    assertThat(asked).extracting(StudyEvent::time).containsOnly(scene.now);
    assertThat(asked)
        .extracting(StudyEvent::text)
        .startsWith("80 trials in all instead of 60.", "8 at the same time instead of 4.");
    assertThat(asked.get(3).text()).startsWith("Enqueued: ").contains("rounds = 20");
  }

  private static RunState after(RunState state, RunReport.Lifecycle content, int attempt) {
    // Some between were not heard, so that no way has to be told step by step.
    long sequence = state.statusSequence() + 2;
    RunReport report =
        new RunReport(attempt, sequence, TestRuns.NOW.plusSeconds(sequence), content);
    return ((RunState.Taken.Changed) state.after(report)).state();
  }

  private void reached(RunId run, RunReport.Lifecycle content, int attempt) {
    Run before = scene.run(run);
    Run now = before.with(after(before.state(), content, attempt));
    scene.runs.update(now);
    watch.reached(List.of(new RunWatcher.Reached(now, now.status())));
  }

  @Test
  void tellsWhatBecameOfTheRunOfATrial() {
    RunId trial = begun(4);
    reached(trial, new RunReport.Queued("", 0, 0), 0);
    reached(trial, new RunReport.Starting("tabular", "a:1"), 1);
    reached(trial, new RunReport.Started("tabular", "a:1"), 1);
    reached(trial, new RunReport.Retrying(1, "Contact was lost.", TestRuns.NOW), 1);
    reached(trial, new RunReport.Starting("tabular", "b:2"), 2);
    reached(trial, new RunReport.Started("tabular", "b:2"), 2);
    reached(
        trial,
        new RunReport.Failed(
            new Failure(
                Failure.Kind.PROGRAM,
                "program.error",
                "ValueError:\n  too  many",
                null,
                null,
                null)),
        2);
    assertThat(scene.lines(study).subList(1, 5))
        .containsExactly(
            "Trial 4 executes on tabular at a:1.",
            "Trial 4 lost an attempt and is tried again: Contact was lost.",
            "Trial 4 executes on tabular at b:2, attempt 2.",
            "Trial 4 failed: ValueError: too many");
    assertThat(scene.log(study)).extracting(StudyEvent::trial).endsWith(4, 4, 4, 4);
    scene.record.handle(
        List.of(
            new StudyReported(
                study,
                new StudyReport(
                    5,
                    TestRuns.NOW,
                    new StudyReport.TrialEnded(
                        4, trial, TrialState.FAILED, List.of(), List.of(), -1, "")))));
    assertThat(last()).as("once is enough").isEqualTo("Trial 4 failed: ValueError: too many");
  }

  @Test
  void tellsAfterHowLongATrialTimedOut() {
    RunId trial = begun(1);
    reached(trial, new RunReport.Started("tabular", "a:1"), 1);
    reached(trial, new RunReport.TimedOut("The run was stopped at its time limit."), 1);
    assertThat(last())
        .isEqualTo("Trial 1 failed: Timed out after 2 s: The run was stopped at its time limit.");
  }

  @Test
  void tellsOfTheStudyItselfFromItsBeginToItsEnd() {
    reached(study, new RunReport.Starting("tuning", "t:1"), 1);
    reached(study, new RunReport.Started("tuning", "t:1"), 1);
    RunId trial = begun(1);
    scene.record.handle(List.of(TestStudies.ended(study, 1, trial, TrialState.COMPLETED, 0.875)));
    reached(study, new RunReport.Succeeded(Map.of("roc_auc", 0.875), null, true), 1);
    assertThat(scene.lines(study)).first().isEqualTo("The search begins on tuning at t:1.");
    assertThat(last())
        .isEqualTo("Stopped after 1 of 60 trials. The best roc_auc is 0.875, of trial 1.");
    assertThat(scene.log(study).getLast().type()).isEqualTo(StudyEventType.SUCCEEDED);
  }

  @Test
  void tellsWhyItEndedByItself() {
    reached(study, new RunReport.Started("tuning", "t:1"), 1);
    reached(study, new RunReport.Succeeded(Map.of(), null, false), 1);
    assertThat(last()).isEqualTo("Nothing is left to try after 0 of 60 trials.");
    StudyScene other = new StudyScene();
    RunId budgeted =
        other
            .started(draft -> {
              draft.timeBudget = 1L;
              return draft;
            })
            .run()
            .run()
            .id();
    Run run = other.run(budgeted);
    Run ended = run.with(TestRuns.ended(RunStatus.SUCCEEDED));
    new WatchStudies(other.studies, other.trials, other.events)
        .reached(List.of(new RunWatcher.Reached(ended, RunStatus.SUCCEEDED)));
    assertThat(other.lines(budgeted))
        .containsExactly("The time budget is used up after 0 of 60 trials.");
  }

  @Test
  void tellsWhoAskedForAnEnd() {
    RunId trial = begun(1);
    UserId by = scene.editor.userId();
    Instant now = TestRuns.NOW.plusSeconds(3);
    watch.stopRequested(scene.run(trial), CancelMode.GRACEFUL, by, now);
    watch.stopRequested(scene.run(study), CancelMode.KILL, by, now);
    assertThat(scene.lines(study).subList(1, 3))
        .containsExactly("Trial 1 is to be stopped gracefully.", "The study is to be killed.");
    assertThat(scene.log(study)).extracting(StudyEvent::by).endsWith(by, by);
    assertThat(scene.study(study).revision()).isEqualTo(3);
    Run training =
        TestRuns.training(scene.project, scene.titanic.id(), scene.editor.userId(), "alone");
    watch.stopRequested(training, CancelMode.KILL, by, now);
    watch.reached(List.of(new RunWatcher.Reached(training, RunStatus.RUNNING)));
    assertThat(scene.log(study)).hasSize(4);
  }

  private StudyEventPage page(
      @Nullable StudyEventPlace after, @Nullable StudyEventPlace before, int limit) {
    return list.handle(
        scene.viewer, new ListStudyEvents(study, StudyEventFilter.ALL, after, before, limit));
  }

  private static List<String> texts(StudyEventPage page) {
    return page.events().stream().map(view -> view.event().text()).toList();
  }

  @Test
  void isReadFromItsEndBackwardsAndThenForwards() {
    for (int number = 1; number < 5; number++) {
      begun(number);
    }
    List<String> all = scene.log(study).stream().map(StudyEvent::text).toList();
    StudyEventPage end = page(null, null, 2);
    assertThat(texts(end)).isEqualTo(all.subList(3, 5));
    assertThat(end.more()).isTrue();
    assertThat(end.total()).isEqualTo(5);
    StudyEventPage older = page(null, end.first(), 10);
    assertThat(texts(older)).isEqualTo(all.subList(0, 3));
    assertThat(older.more()).isFalse();
    assertThat(older.total()).isEqualTo(5);
    assertThat(older.events().getFirst().byName()).isEqualTo("Eve");
    assertThat(older.events().getLast().byName()).isNull();
    StudyEventPlace last = end.last();
    assertThat(page(last, null, 10).events()).isEmpty();
    assertThat(page(last, null, 10).last()).isNull();
    begun(5);
    begun(6);
    StudyEventPage newer = page(last, null, 1);
    assertThat(texts(newer))
        .containsExactly("Trial 5 begins, enqueued by a person: learning_rate = 5.25.");
    assertThat(newer.more()).isTrue();
    assertThat(newer.total()).isEqualTo(7);
  }

  @Test
  void isInTheOrderOfTimesWhateverWasStoredFirst() {
    RunId trial = begun(9);
    Run started = scene.run(trial).with(TestRuns.ended(RunStatus.FAILED));
    // Its run is told after the trial, and began before it.
    watch.reached(List.of(new RunWatcher.Reached(started, RunStatus.RUNNING)));
    begun(1);
    StudyEventPage page = page(null, null, 10);
    List<Instant> stored = scene.log(study).stream().map(StudyEvent::time).toList();
    List<Instant> sorted = stored.stream().sorted().toList();
    assertThat(stored).isNotEqualTo(sorted);
    assertThat(page.events()).extracting(view -> view.event().time()).isEqualTo(sorted);
    assertThat(page.first()).isEqualTo(new StudyEventPlace(0, 0));
    assertThat(page.last()).isEqualTo(new StudyEventPlace(3, 0));
    List<StudyEvent> read = new ArrayList<>();
    new DownloadStudyEventsHandler(scene.access, scene.events, views, new ImmediateTransactions())
        .handle(scene.viewer, new DownloadStudyEvents(study, StudyEventFilter.ALL))
        .read(view -> read.add(view.event()));
    assertThat(read).isEqualTo(page.events().stream().map(StudyEventView::event).toList());
  }

  @Test
  void isReadWholeAsAFile() {
    for (int number = 1; number < 1_005; number++) {
      begun(number);
    }
    DownloadStudyEventsHandler download =
        new DownloadStudyEventsHandler(
            scene.access, scene.events, views, new ImmediateTransactions());
    List<StudyEvent> read = new ArrayList<>();
    download
        .handle(scene.viewer, new DownloadStudyEvents(study, StudyEventFilter.ALL))
        .read(view -> read.add(view.event()));
    assertThat(read).isEqualTo(scene.log(study));
    List<String> some = new ArrayList<>();
    download
        .handle(
            scene.viewer,
            new DownloadStudyEvents(study, new StudyEventFilter(Set.of(), 1_000, null)))
        .read(view -> some.add(view.event().text()));
    assertThat(some).hasSize(1);
    assertThatThrownBy(() ->
            download.handle(scene.stranger, new DownloadStudyEvents(study, StudyEventFilter.ALL)))
        .hasMessage("study.not_found");
  }

  @Test
  void namesWhatCannotBeAskedFor() {
    StudyEventPlace place = new StudyEventPlace(1, 0);
    assertThatThrownBy(() -> new ListStudyEvents(study, StudyEventFilter.ALL, place, place, 10))
        .hasFieldOrPropertyWithValue("field", "before");
    assertThatThrownBy(() -> new ListStudyEvents(study, StudyEventFilter.ALL, null, null, 1_001))
        .hasFieldOrPropertyWithValue("field", "limit");
    assertThatThrownBy(() -> new StudyEventFilter(Set.of(), null, "x".repeat(201)))
        .hasFieldOrPropertyWithValue("field", "q");
    for (String wrong : List.of("", "1", "1.", "-1.0", "x.0", "1.0.0", "9999999999999999999.0")) {
      assertThatThrownBy(() -> StudyEventPlace.parse("after", wrong))
          .isInstanceOf(SignalboxException.class);
    }
    assertThat(StudyEventPlace.parse("after", "12.3")).isEqualTo(new StudyEventPlace(12, 3));
    assertThat(new StudyEventPlace(12, 3)).hasToString("12.3");
  }
}
