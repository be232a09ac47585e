package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunState;

/** What every store must tell of quiet runs. */
public abstract class QuietRunsContract {
  private static final Instant NOW = TestRuns.NOW.plusSeconds(1000);
  private static final Instant WAITING = NOW.minusSeconds(60);
  private static final Instant EXECUTING = NOW.minusSeconds(120);

  private ProjectId project;
  private UserId user;
  private DatasetId dataset;

  protected abstract QuietRuns quiet();

  protected abstract RunRepository runs();

  protected abstract Records records();

  protected abstract Transactions transactions();

  @BeforeEach
  final void prepare() {
    project = records().project();
    user = records().user();
    dataset = records().dataset(project);
  }

  private RunId stored(String name, RunState state) {
    return transactions()
        .inTransaction(() -> {
          Run run =
              TestRuns.training(project, dataset, user, name)
                  .with(state)
                  .revised(1, runs().nextProjectRevision(project));
          runs().insert(run);
          return run.id();
        });
  }

  private static RunState after(Instant time, RunReport.Content... contents) {
    RunState state = RunState.CREATED;
    long sequence = 1;
    for (RunReport.Content content : contents) {
      int attempt = content instanceof RunReport.Queued ? 0 : 1;
      state =
          ((RunState.Taken.Changed) state.after(new RunReport(attempt, sequence++, time, content)))
              .state();
    }
    return state;
  }

  private static RunReport.Content[] running() {
    return new RunReport.Content[] {
      new RunReport.Queued("", 0, 0),
      new RunReport.Starting("tabular", "a:1"),
      new RunReport.Started("tabular", "a:1")
    };
  }

  private List<RunId> found() {
    return quiet().find(NOW, WAITING, EXECUTING, 10);
  }

  @Test
  void findsWhatHasBeenQuietForTooLong() {
    RunId neverHeard = stored("a", RunState.CREATED);
    stored("b", after(NOW.minusSeconds(59), new RunReport.Queued("", 0, 0)));
    RunId queued = stored("c", after(NOW.minusSeconds(61), new RunReport.Queued("", 0, 0)));
    stored("d", after(NOW.minusSeconds(119), running()));
    RunId running = stored("e", after(NOW.minusSeconds(121), running()));
    RunState done = after(NOW.minusSeconds(500), running());
    stored(
        "f",
        ((RunState.Taken.Changed)
                done.after(
                    new RunReport(
                        1,
                        4,
                        NOW.minusSeconds(500),
                        new RunReport.Succeeded(Map.of(), null, false))))
            .state());
    assertThat(found()).containsExactly(neverHeard, running, queued);
    assertThat(quiet().find(NOW, WAITING, EXECUTING, 1)).containsExactly(neverHeard);
  }

  @Test
  void looksAfterStudiesButNotAfterTheirTrials() {
    Run study = TestRuns.study(project, dataset, user, "search");
    Run trial = TestRuns.trial(study, 0);
    transactions().inTransaction(() -> runs().insertAll(List.of(study, trial)));
    assertThat(found()).containsExactly(study.id());
    assertThat(claim(trial.id())).isEmpty();
  }

  @Test
  void leavesARunAloneUntilItIsDue() {
    RunId run = stored("a", RunState.CREATED);
    transactions().inTransaction(() -> quiet().lookAgain(run, 1, NOW.plusSeconds(1)));
    assertThat(found()).isEmpty();
    assertThat(claim(run)).isEmpty();
    transactions().inTransaction(() -> quiet().lookAgain(run, 2, NOW));
    assertThat(found()).containsExactly(run);
    assertThat(claim(run)).contains(new QuietRuns.Watched(2, NOW));
  }

  @Test
  void givesOutOnlyWhatIsStillQuiet() {
    RunId run = stored("a", RunState.CREATED);
    assertThat(claim(run)).contains(QuietRuns.Watched.FIRST);
    transactions()
        .inTransaction(() -> {
          Run locked = runs().lock(List.of(run)).getFirst();
          runs()
              .update(
                  locked
                      .with(after(NOW, new RunReport.Queued("", 0, 0)))
                      .revised(2, runs().nextProjectRevision(project)));
        });
    assertThat(claim(run)).isEmpty();
  }

  private java.util.Optional<QuietRuns.Watched> claim(RunId run) {
    return transactions().inTransaction(() -> quiet().claim(run, NOW, WAITING, EXECUTING));
  }
}
