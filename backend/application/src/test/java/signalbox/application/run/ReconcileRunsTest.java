package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.TraceSpans;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunSpec;

/** What is done about runs that have gone quiet, by a clock that the test moves. */
final class ReconcileRunsTest {
  private final RunScene scene = new RunScene();
  private final InMemoryQuietRuns quiet = new InMemoryQuietRuns(scene.runs::all);
  private final Map<RunId, Instant> metrics = new HashMap<>();
  private final List<RunId> published = new ArrayList<>();
  private Instant now = TestRuns.NOW;
  private @Nullable Instant lastWord = TestRuns.NOW;
  private final ReconcileRuns reconcile =
      new ReconcileRuns(
          new ReconcileRuns.Ports(
              quiet,
              scene.runs,
              id -> Optional.ofNullable(scene.datasets.get(id)),
              scene.models,
              scene.outbox,
              (study, dataset) -> {
                published.add(study.id());
                return TestRuns.IDS.next();
              },
              run -> Optional.ofNullable(metrics.get(run)),
              () -> Optional.ofNullable(lastWord)),
          ReconcileDefaults.STANDARD,
          new ImmediateTransactions(),
          scene.signals::add,
          () -> now,
          TraceSpans.NONE);

  /** An orchestrator speaks all the time. */
  private void at(long second) {
    now = TestRuns.NOW.plusSeconds(second);
    lastWord = now;
    reconcile.run();
  }

  private long commands(RunId run) {
    return scene.outbox.sent.stream().filter(("start " + run)::equals).count();
  }

  private List<RunEvent> told(RunId run) {
    return scene.runs.eventsAfter(run, 0, 100).stream()
        .filter(event -> event.type() == RunEventType.COMMAND_REPUBLISHED)
        .toList();
  }

  private void heard(RunId run, int attempt, long sequence, RunReport.Content content) {
    scene.record.handle(
        List.of(new RunReported(run, new RunReport(attempt, sequence, now, content), 0, 0)));
  }

  @Test
  void publishesTheCommandOfAQuietRunAgainAndSaysSo() {
    Run run = scene.started();
    at(60);
    assertThat(commands(run.id())).isEqualTo(1);
    at(61);
    assertThat(commands(run.id())).isEqualTo(2);
    assertThat(told(run.id())).hasSize(1);
    assertThat(told(run.id()).getFirst().detail()).containsEntry("times", 1);
    assertThat(reconcile.republished()).isEqualTo(1);
  }

  @Test
  void publishesTheCommandOfASolveAgainThatHasNoDataset() {
    StartRun template = new StartRun(scene.project, scene.solveOfATemplate(), null);
    Run run = scene.start.handle(scene.editor, template).run();
    at(61);
    assertThat(commands(run.id())).isEqualTo(2);
  }

  @Test
  void ofAStudyItsOwnCommandIsPublishedAndNoneOfItsTrials() {
    Run trial = scene.storedTrial();
    RunId study = ((RunSpec.Trial) trial.spec()).study();
    at(61);
    assertThat(published).containsExactly(study);
    assertThat(scene.outbox.sent).isEmpty();
    assertThat(told(study)).hasSize(1);
    assertThat(told(trial.id())).isEmpty();
  }

  @Test
  void waitsLongerEachTimeAndStartsOverOnceSomethingWasHeard() {
    Run run = scene.started();
    at(61);
    at(90);
    assertThat(commands(run.id())).isEqualTo(2);
    at(91);
    at(150);
    assertThat(commands(run.id())).isEqualTo(3);
    at(151);
    assertThat(commands(run.id())).isEqualTo(4);
    now = TestRuns.NOW.plusSeconds(152);
    heard(run.id(), 0, 1, new RunReport.Queued("", 0, 0));
    at(152 + 400);
    assertThat(told(run.id()).getLast().detail()).containsEntry("times", 1);
  }

  @Test
  void aRunThatIsHeardOfIsNotQuiet() {
    Run run = scene.started();
    for (int second = 50; second <= 500; second += 50) {
      now = TestRuns.NOW.plusSeconds(second);
      heard(run.id(), 0, second, new RunReport.Queued("still", 0, 0));
      at(second);
    }
    assertThat(commands(run.id())).isEqualTo(1);
  }

  @Test
  void aRunThatSendsMetricsOrProgressIsNotQuiet() {
    Run run = scene.started();
    heard(run.id(), 0, 1, new RunReport.Queued("", 0, 0));
    heard(run.id(), 1, 2, new RunReport.Starting("tabular", "a:1"));
    heard(run.id(), 1, 3, new RunReport.Started("tabular", "a:1"));
    metrics.put(run.id(), TestRuns.NOW.plusSeconds(100));
    at(121);
    assertThat(commands(run.id())).isEqualTo(1);
    at(219);
    assertThat(commands(run.id())).isEqualTo(1);
    at(221);
    assertThat(commands(run.id())).isEqualTo(2);
    now = TestRuns.NOW.plusSeconds(400);
    heard(run.id(), 1, 9, new RunReport.Progressed(0.5, 1, 2, "row", "x"));
    at(510);
    assertThat(commands(run.id())).isEqualTo(2);
  }

  @Test
  void repeatsAStopThatWasAskedForAfterTheStart() {
    Run run = scene.started();
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.KILL));
    scene.outbox.sent.clear();
    at(61);
    assertThat(scene.outbox.sent).containsExactly("start " + run.id(), "cancel KILL " + run.id());
  }

  @Test
  void leavesAnEndedRunAlone() {
    Run run = scene.started();
    heard(run.id(), 0, 1, new RunReport.Queued("", 0, 0));
    scene.record.handle(List.of(Reports.failed(run.id(), 0, 2)));
    at(10_000);
    assertThat(commands(run.id())).isEqualTo(1);
  }

  @Test
  void publishesNothingWhileNoOrchestratorSpeaks() {
    Run run = scene.started();
    now = TestRuns.NOW.plusSeconds(1000);
    reconcile.run();
    lastWord = null;
    reconcile.run();
    assertThat(commands(run.id())).isEqualTo(1);
    at(1000);
    assertThat(commands(run.id())).isEqualTo(2);
  }

  @Test
  void takesUpABoundedNumberAtOnce() {
    int most = ReconcileDefaults.STANDARD.mostAtOnce();
    for (int i = 0; i < most + 5; i++) {
      scene.started();
    }
    scene.outbox.sent.clear();
    at(61);
    assertThat(scene.outbox.sent).hasSize(most);
    at(66);
    assertThat(scene.outbox.sent).hasSize(most + 5);
  }

  @Test
  void thePauseGrowsUpToABound() {
    assertThat(ReconcileDefaults.STANDARD.pauseAfter(1))
        .isEqualTo(ReconcileDefaults.STANDARD.firstPause());
    assertThat(ReconcileDefaults.STANDARD.pauseAfter(1000))
        .isEqualTo(ReconcileDefaults.STANDARD.longestPause());
  }
}
