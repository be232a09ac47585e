package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Failure;
import signalbox.domain.run.Progress;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;
import signalbox.domain.run.Stop;
import signalbox.domain.run.WaitReason;
import signalbox.domain.run.WarmStart;

/** What every store of runs must do. */
public abstract class RunRepositoryContract {
  private RunRepository runs;
  private ProjectId project;
  private UserId user;
  private DatasetId dataset;

  protected abstract RunRepository runs();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @BeforeEach
  final void prepare() {
    runs = runs();
    project = records().project();
    user = records().user();
    dataset = records().dataset(project);
  }

  private Run stored(String name) {
    return transactions()
        .inTransaction(() -> {
          Run run =
              TestRuns.training(project, dataset, user, name)
                  .revised(1, runs.nextProjectRevision(project));
          runs.insert(run);
          return run;
        });
  }

  private static RunState full() {
    return new RunState(
        RunStatus.FAILED,
        "waits",
        2,
        "tabular",
        "127.0.0.1:5",
        new Progress(0.5, 5, 10, "iteration", "training", TestRuns.NOW),
        17,
        Map.of("nan", Double.NaN, "inf", Double.POSITIVE_INFINITY, "auc", 0.5),
        new Failure(Failure.Kind.PROGRAM, "code", "message", null, "E", "at x"),
        true,
        SolveOutcome.INFEASIBLE_OR_UNBOUNDED,
        null,
        9,
        TestRuns.NOW,
        TestRuns.NOW.plusSeconds(1),
        TestRuns.NOW.plusSeconds(2),
        new WaitReason(WaitReason.Kind.AHEAD, "tabular", 2, TestRuns.NOW, "two"),
        Stop.requested(
                CancelMode.GRACEFUL,
                TestRuns.NOW,
                new UserId(TestRuns.IDS.next()),
                Duration.ofSeconds(30))
            .raised(TestRuns.NOW.plusSeconds(5)),
        3,
        TestRuns.NOW.plusSeconds(1),
        TestRuns.NOW.plusSeconds(2));
  }

  @Test
  void givesBackWhatWasStored() {
    Run run = stored("a");
    assertThat(runs.find(run.id())).contains(run);
    RunId nobody = new RunId(TestRuns.IDS.next());
    assertThat(runs.find(nobody)).isEmpty();
    assertThat(runs.findAll(List.of(nobody, run.id()))).containsExactly(run);
  }

  @Test
  void storesARunTogetherWithItsFirstEvent() {
    Run run = TestRuns.training(project, dataset, user, "a");
    RunEvent first =
        new RunEvent(
            run.id(), 1, 0, TestRuns.NOW, 0, RunEventType.CREATED, Map.of("by", user.toString()));
    Run stored =
        transactions()
            .inTransaction(() -> {
              Run revised = run.revised(1, runs.nextProjectRevision(project));
              runs.insert(revised, first);
              return revised;
            });
    assertThat(runs.find(run.id())).contains(stored);
    assertThat(runs.eventsAfter(run.id(), 0, 10)).containsExactly(first);
  }

  @Test
  void givesBackASolveWithAndWithoutADataset() {
    WarmStart warmStart =
        new WarmStart(new RunId(TestRuns.IDS.next()), "runs/a/1/solution.json", "ab12", 12);
    for (RunSpec.Solve solve :
        List.of(
            new RunSpec.Solve(
                "highs", dataset, Map.of("gap_limit", 0.01), warmStart, Duration.ofMinutes(1)),
            new RunSpec.Solve("knapsack", null, Map.of("data", "{\"n\":1}"), null, null))) {
      Run run =
          transactions()
              .inTransaction(() -> {
                Run started =
                    TestRuns.of(project, solve, user, solve.algorithm())
                        .revised(1, runs.nextProjectRevision(project));
                runs.insert(started);
                return started;
              });
      assertThat(runs.find(run.id())).contains(run);
    }
  }

  @Test
  void givesBackAStudyAndItsTrials() {
    Run study = TestRuns.study(project, dataset, user, "search");
    RunSpec.Work solve =
        new RunSpec.Solve("knapsack", null, Map.of("data", "{}"), null, Duration.ofMinutes(1));
    Run another = TestRuns.of(project, new RunSpec.Study(solve), user, "solves");
    DatasetId second = new DatasetId(TestRuns.IDS.next());
    Run overASet = TestRuns.setStudy(project, List.of(second, dataset), user, "tune");
    List<Run> trials =
        List.of(
            TestRuns.trial(study, 0), TestRuns.trial(another, 9_999), TestRuns.trial(overASet, 3));
    transactions()
        .inTransaction(() -> {
          runs.insertAll(List.of(study, another, overASet));
          runs.insertAll(trials);
        });
    for (Run run : List.of(study, another, overASet, trials.get(0), trials.get(1), trials.get(2))) {
      assertThat(runs.find(run.id())).contains(run);
    }
    assertThat(trials.get(2).spec().instances()).containsExactly(second, dataset);
  }

  @Test
  void changesManyAtOnceAndTrialsWithoutAPlaceInTheirProject() {
    Run study = TestRuns.study(project, dataset, user, "search");
    Run trial = TestRuns.trial(study, 0);
    List<Run> changed =
        transactions()
            .inTransaction(() -> {
              runs.insertAll(List.of(study, trial));
              List<Run> next =
                  List.of(runs.revised(study.with(full())), runs.revised(trial.with(full())));
              runs.updateAll(next);
              return next;
            });
    assertThat(runs.find(study.id())).contains(changed.get(0));
    assertThat(runs.find(trial.id())).contains(changed.get(1));
    assertThat(changed).extracting(Run::revision).containsExactly(2L, 2L);
    assertThat(changed.get(1).projectRevision()).isZero();
    assertThat(runs.changedAfter(project, 0, 10)).extracting(Run::id).containsExactly(study.id());
    assertThatThrownBy(() ->
            transactions()
                .inTransaction(() -> runs.updateAll(List.of(study, TestRuns.trial(study, 7)))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesBackWhatWasChanged() {
    Run run = stored("a");
    Run changed =
        transactions()
            .inTransaction(() -> {
              Run locked = runs.lock(List.of(run.id())).getFirst();
              Run next = locked.with(full()).revised(2, runs.nextProjectRevision(project));
              runs.update(next);
              return next;
            });
    assertThat(runs.find(run.id())).contains(changed);
    assertThat(runs.projectRevision(project)).isEqualTo(2);
  }

  @Test
  void givesBackWhatPeopleChanged() {
    Run run = stored("a");
    Run changed =
        run.described("b", List.of("x"))
            .archived(TestRuns.NOW)
            .noted(TestRuns.NOW.plusSeconds(1))
            .revised(2, 2);
    transactions().inTransaction(() -> runs.update(changed));
    assertThat(runs.find(run.id())).contains(changed);
    assertThat(changed.with(full()).archived(null).noted(null).archivedAt()).isNull();
  }

  @Test
  void locksInTheOrderOfIdsAndLeavesOutWhatIsNotThere() {
    Run first = stored("a");
    Run second = stored("b");
    List<Run> locked =
        transactions()
            .inTransaction(
                () -> runs.lock(List.of(second.id(), new RunId(TestRuns.IDS.next()), first.id())));
    assertThat(locked).extracting(Run::id).containsExactly(first.id(), second.id());
  }

  @Test
  void tellsWhichRunsHaveChangedSince() {
    Run first = stored("a");
    Run second = stored("b");
    assertThat(runs.changedAfter(project, 0, 10))
        .extracting(Run::id)
        .containsExactly(first.id(), second.id());
    transactions()
        .inTransaction(() -> runs.update(first.revised(2, runs.nextProjectRevision(project))));
    assertThat(runs.changedAfter(project, 2, 10)).extracting(Run::id).containsExactly(first.id());
    assertThat(runs.changedAfter(project, 0, 1)).extracting(Run::id).containsExactly(second.id());
    assertThat(runs.changedAfter(project, 3, 10)).isEmpty();
  }

  private static RunEvent event(RunId run, long revision, int ordinal, RunEventType type) {
    return new RunEvent(
        run,
        revision,
        ordinal,
        TestRuns.NOW,
        1,
        type,
        Map.of("sequence", 7, "text", "ü", "flag", true));
  }

  @Test
  void keepsTheTimelineInOrder() {
    Run run = stored("a");
    List<RunEvent> events =
        List.of(
            event(run.id(), 1, 0, RunEventType.CREATED),
            event(run.id(), 2, 0, RunEventType.QUEUED),
            event(run.id(), 2, 1, RunEventType.STARTING),
            event(run.id(), 3, 0, RunEventType.CANCEL_ACKNOWLEDGED));
    transactions().inTransaction(() -> runs.append(events));
    Page<RunEvent> page = runs.events(run.id(), new PageRequest(2, null));
    assertThat(page.items()).isEqualTo(events.subList(0, 2));
    assertThat(page.total()).isEqualTo(4);
    Page<RunEvent> rest = runs.events(run.id(), new PageRequest(2, page.nextCursor()));
    assertThat(rest.items()).isEqualTo(events.subList(2, 4));
    assertThat(rest.nextCursor()).isNull();
    assertThat(runs.eventsAfter(run.id(), 1, 1)).isEqualTo(events.subList(1, 3));
    assertThat(runs.eventsAfter(run.id(), 3, 10)).isEmpty();
    assertThat(runs.hasEvent(run.id(), RunEventType.CANCEL_ACKNOWLEDGED, 1, 7)).isTrue();
    assertThat(runs.hasEvent(run.id(), RunEventType.CANCEL_ACKNOWLEDGED, 1, 8)).isFalse();
    assertThat(runs.hasEvent(run.id(), RunEventType.CANCEL_ACKNOWLEDGED, 2, 7)).isFalse();
  }

  @Test
  void refusesACursorOfAnotherList() {
    Run run = stored("a");
    assertThatThrownBy(() -> runs.events(run.id(), new PageRequest(2, "x")))
        .isInstanceOf(SignalboxException.class);
  }
}
