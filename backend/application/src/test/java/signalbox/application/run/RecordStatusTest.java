package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunReport;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.SolveOutcome;

/** How words of the orchestrator become state, whatever repeats, comes late or is old. */
final class RecordStatusTest {
  private static final RunReport.StoredModel MODEL =
      new RunReport.StoredModel("model.zip", "signalbox-model-v1", TestRuns.signature());

  private final RunScene scene = new RunScene();

  private static List<RunReported> training(RunId run) {
    return List.of(
        Reports.of(run, 0, 1, new RunReport.Queued("", 3, 42)),
        Reports.of(run, 1, 2, new RunReport.Starting("tabular", "a:1")),
        Reports.of(run, 1, 3, new RunReport.Started("tabular", "a:1")),
        Reports.of(run, 1, 3, new RunReport.Progressed(0.5, 1, 2, "iteration", "training")),
        Reports.artifact(run, 1, 4, "model.zip"),
        Reports.succeeded(run, 1, 4, MODEL));
  }

  private List<RunEventType> timeline(RunId run) {
    return scene.runs.eventsAfter(run, 0, 1000).stream().map(RunEvent::type).toList();
  }

  @Test
  void aTrainingThatSucceedsLeavesAModelAndItsTimeline() {
    Run run = scene.started();
    scene.record.handle(training(run.id()));
    Run done = scene.run(run.id());
    assertThat(done.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(done.revision()).isEqualTo(2);
    assertThat(done.projectRevision()).isEqualTo(2);
    assertThat(timeline(run.id()))
        .containsExactly(
            RunEventType.CREATED,
            RunEventType.QUEUED,
            RunEventType.STARTING,
            RunEventType.RUNNING,
            RunEventType.ARTIFACT_STORED,
            RunEventType.MODEL_STORED,
            RunEventType.SUCCEEDED);
    RunEvent queued = scene.runs.eventsAfter(run.id(), 0, 1000).get(1);
    assertThat(queued.detail())
        .containsEntry("commandPartition", 3)
        .containsEntry("commandOffset", 42L)
        .containsEntry("statusPartition", 1)
        .containsEntry("statusOffset", 1L);
    assertThat(scene.models.findByRun(run.id()))
        .hasValueSatisfying(version -> {
          assertThat(version.version()).isEqualTo(1);
          assertThat(version.ref()).isEqualTo(done.state().model());
          assertThat(version.summary()).containsEntry("roc_auc", 0.9);
        });
    assertThat(scene.observer.applied).isEqualTo(4);
  }

  @Test
  void aSolveLeavesItsOutcomeAndItsSolutionsAndNoModel() {
    Run run = scene.startedSolve();
    scene.record.handle(
        List.of(
            Reports.of(run.id(), 1, 3, new RunReport.Started("solving", "s:1")),
            Reports.of(run.id(), 1, 5, solution(run.id(), "incumbent-000001.json"))));
    assertThat(scene.run(run.id()).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(scene.artifacts.find(run.id(), "incumbent-000001.json"))
        .hasValueSatisfying(
            incumbent -> assertThat(incumbent.role()).isEqualTo(ArtifactRole.SOLUTION));
    scene.record.handle(
        List.of(
            Reports.of(run.id(), 1, 9, solution(run.id(), "solution.json")),
            Reports.of(
                run.id(),
                1,
                4,
                new RunReport.Succeeded(
                    Map.of("objective", 8691.0), MODEL, false, SolveOutcome.OPTIMAL))));
    Run done = scene.run(run.id());
    assertThat(done.state().outcome()).isEqualTo(SolveOutcome.OPTIMAL);
    assertThat(done.state().model()).isNull();
    assertThat(timeline(run.id()))
        .containsExactly(
            RunEventType.CREATED,
            RunEventType.RUNNING,
            RunEventType.ARTIFACT_STORED,
            RunEventType.ARTIFACT_STORED,
            RunEventType.SUCCEEDED);
    assertThat(scene.runs.eventsAfter(run.id(), 0, 1000).getLast().detail())
        .containsEntry("outcome", "optimal");
  }

  private static RunReport.ArtifactStored solution(RunId run, String name) {
    return new RunReport.ArtifactStored(
        name, "runs/" + run + "/1/" + name, "application/json", 10, "ab", ArtifactRole.SOLUTION);
  }

  @Test
  void theEnvironmentOfAnAttemptIsAnEventThatIsStoredOnce() {
    Run run = scene.started();
    RunReport.EnvironmentCaptured captured =
        new RunReport.EnvironmentCaptured(Map.of("host", "worker-7"));
    scene.record.handle(List.of(Reports.of(run.id(), 1, 2, captured)));
    scene.record.handle(List.of(Reports.of(run.id(), 1, 2, captured)));
    assertThat(scene.runs.eventsAfter(run.id(), 0, 1000))
        .filteredOn(event -> event.type() == RunEventType.ENVIRONMENT_CAPTURED)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.attempt()).isEqualTo(1);
          assertThat(event.detail()).containsEntry("environment", Map.of("host", "worker-7"));
        });
  }

  @Test
  void repeatsChangeNothing() {
    Run run = scene.started();
    scene.record.handle(training(run.id()));
    Run done = scene.run(run.id());
    List<RunEventType> timeline = timeline(run.id());
    scene.record.handle(training(run.id()));
    assertThat(scene.run(run.id())).isEqualTo(done);
    assertThat(timeline(run.id())).isEqualTo(timeline);
    assertThat(scene.observer.repeated).isEqualTo(4);
    assertThat(scene.observer.late).isEqualTo(2);
  }

  @Test
  void theSameNameGivesTheNextVersion() {
    Run first = scene.started();
    scene.record.handle(training(first.id()));
    Run second = scene.started();
    Run renamed =
        new Run(
            second.id(),
            second.projectId(),
            first.name(),
            second.spec(),
            second.tags(),
            second.priority(),
            second.maxAttempts(),
            second.traceId(),
            second.createdAt(),
            second.createdBy(),
            second.state(),
            second.revision(),
            second.projectRevision());
    scene.runs.update(renamed);
    scene.record.handle(training(second.id()));
    assertThat(scene.models.findByRun(second.id()).orElseThrow().version()).isEqualTo(2);
    assertThat(scene.models.findByRun(second.id()).orElseThrow().modelId())
        .isEqualTo(scene.models.findByRun(first.id()).orElseThrow().modelId());
  }

  @Test
  void aModelThatCannotBeRegisteredDoesNotKeepTheRunFromEnding() {
    Run run = scene.started();
    scene.record.handle(
        List.of(
            Reports.of(run.id(), 1, 3, new RunReport.Started("tabular", "a:1")),
            Reports.succeeded(run.id(), 1, 4, MODEL)));
    assertThat(scene.run(run.id()).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(scene.run(run.id()).state().model()).isNull();
    assertThat(timeline(run.id())).contains(RunEventType.MODEL_REFUSED);
    assertThat(scene.observer.gaps).isEqualTo(1);
  }

  @Test
  void theNewestAttemptsArtifactWinsAndStaleOnesAreCounted() {
    Run run = scene.started();
    scene.record.handle(
        List.of(
            Reports.of(run.id(), 1, 3, new RunReport.Started("tabular", "a:1")),
            Reports.artifact(run.id(), 1, 5, "model.zip"),
            Reports.artifact(run.id(), 2, 2, "model.zip"),
            Reports.artifact(run.id(), 1, 6, "model.zip")));
    assertThat(scene.artifacts.find(run.id(), "model.zip").orElseThrow().attempt()).isEqualTo(2);
    assertThat(scene.observer.stale).isEqualTo(1);
  }

  @Test
  void anAcknowledgedStopIsToldOnce() {
    Run run = scene.started();
    scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.GRACEFUL));
    RunReported acknowledged =
        Reports.of(run.id(), 1, 9, new RunReport.CancelAcknowledged(CancelMode.GRACEFUL));
    scene.record.handle(List.of(acknowledged, acknowledged));
    scene.record.handle(List.of(acknowledged));
    assertThat(timeline(run.id()))
        .containsExactly(
            RunEventType.CREATED, RunEventType.CANCEL_REQUESTED, RunEventType.CANCEL_ACKNOWLEDGED);
    assertThat(scene.observer.repeated).isEqualTo(2);
  }

  @Test
  void aRunThatIsNotHereIsCounted() {
    scene.record.handle(training(new RunId(TestRuns.IDS.next())));
    assertThat(scene.observer.unknown).isEqualTo(1);
  }

  /** Any history, cut into any batches, with repeats and words of old attempts between. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void stateOnlyMovesForward(long seed) {
    Random random = new Random(seed);
    for (int history = 0; history < 50; history++) {
      Run run = scene.started();
      if (random.nextInt(4) == 0) {
        scene.cancel.handle(scene.editor, new CancelRun(run.id(), CancelMode.GRACEFUL));
      }
      List<RunReported> told =
          shuffledWithin(random, withRepeats(random, history(random, run.id())));
      int at = 0;
      RunStatus ended = null;
      while (at < told.size()) {
        int end = Math.min(told.size(), at + 1 + random.nextInt(6));
        Run before = scene.run(run.id());
        List<RunEventType> timeline = timeline(run.id());
        scene.record.handle(told.subList(at, end));
        at = end;
        Run after = scene.run(run.id());
        assertThat(after.revision())
            .as("seed %s", seed)
            .isEqualTo(after.equals(before) ? before.revision() : before.revision() + 1);
        assertThat(after.state().statusSequence())
            .isGreaterThanOrEqualTo(before.state().statusSequence());
        assertThat(after.attempt()).isGreaterThanOrEqualTo(before.attempt());
        assertThat(timeline(run.id())).startsWith(timeline.toArray(RunEventType[]::new));
        if (ended != null) {
          assertThat(after.status()).as("seed %s", seed).isEqualTo(ended);
        }
        ended = after.status().terminal() ? after.status() : ended;
      }
      assertThat(timeline(run.id()).stream().filter(RecordStatusTest::terminal))
          .as("seed %s", seed)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  private static boolean terminal(RunEventType type) {
    return switch (type) {
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> true;
      default -> false;
    };
  }

  private static List<RunReported> history(Random random, RunId run) {
    List<RunReported> told = new ArrayList<>();
    long sequence = 0;
    told.add(Reports.of(run, 0, ++sequence, new RunReport.Queued("", 0, 0)));
    int attempts = 1 + random.nextInt(3);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      told.add(Reports.of(run, attempt, ++sequence, new RunReport.Starting("tabular", "a:1")));
      told.add(Reports.of(run, attempt, ++sequence, new RunReport.Started("tabular", "a:1")));
      for (int event = 1; event <= random.nextInt(5); event++) {
        told.add(
            Reports.of(
                run, attempt, event, new RunReport.Progressed(0.1 * event, event, 5, "x", "y")));
      }
      if (random.nextBoolean()) {
        told.add(Reports.of(run, attempt, ++sequence, new RunReport.LostContact("silence")));
        if (random.nextBoolean()) {
          told.add(Reports.of(run, attempt, ++sequence, new RunReport.Regained()));
        }
      }
      if (attempt < attempts) {
        told.add(
            Reports.of(
                run, attempt, ++sequence, new RunReport.Retrying(attempt, "lost", TestRuns.NOW)));
      }
    }
    told.add(Reports.artifact(run, attempts, 90, "model.zip"));
    told.add(
        random.nextBoolean()
            ? Reports.succeeded(run, attempts, ++sequence, MODEL)
            : Reports.failed(run, attempts, ++sequence));
    return told;
  }

  private static List<RunReported> withRepeats(Random random, List<RunReported> history) {
    List<RunReported> told = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      told.add(history.get(i));
      while (random.nextInt(3) == 0) {
        told.add(history.get(random.nextInt(i + 1)));
      }
    }
    told.addAll(history);
    return told;
  }

  /** Some neighbours change places, so that there are gaps and stale words. */
  private static List<RunReported> shuffledWithin(Random random, List<RunReported> told) {
    List<RunReported> mixed = new ArrayList<>(told);
    for (int i = 0; i + 1 < mixed.size(); i++) {
      if (random.nextInt(8) == 0) {
        Collections.swap(mixed, i, i + random.nextInt(Math.min(4, mixed.size() - i)));
      }
    }
    return mixed;
  }
}
