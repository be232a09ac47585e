package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.RunState;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudyPhase;
import signalbox.orchestrator.core.StudySettings;
import signalbox.orchestrator.core.StudyState;
import signalbox.orchestrator.core.StudyTalk;
import signalbox.orchestrator.core.StudyTally;
import signalbox.orchestrator.core.TrialOutcome;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.core.TrialStop;
import signalbox.orchestrator.v1.StoredRun;

class StoredStudiesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String TRIAL = "019b7a5e-0000-7000-8000-000000000004";
  private static final RunOrder ORDER =
      new RunOrder("p", 2, 100, "lightgbm", Duration.ofMinutes(5), NOW, 4, 77);
  private static final StudyOrder STUDY =
      new StudyOrder(
          List.of(new StudyOrder.Objective("auc", true)), List.of(), Duration.ofHours(1));

  @Test
  void everyPhaseSurvivesATakeover() {
    for (StudyPhase phase : StudyPhase.values()) {
      StudyState state =
          new StudyState(
              "s",
              phase,
              STUDY,
              1,
              9,
              new StudySettings(3, true, true, 4, 20, List.of("{}", "{\"x\":1}")),
              StudyTally.NOTHING,
              Collections.emptySortedMap(),
              List.of(),
              true,
              StudyTalk.NOTHING,
              NOW,
              true);
      Study study = new Study(5, state, ORDER);
      study.startRun = ByteString.copyFromUtf8("command");
      StoredRun record = study.stored(NOW);
      assertThat(StoredStudies.read(record, STUDY)).isEqualTo(state);
      assertThat(StoredRuns.order(record.getOrder())).isEqualTo(ORDER);
      assertThat(record.getStartRun()).isEqualTo(study.startRun);
      // Who looks for runs that hold slots must not take it for one.
      assertThat(record.getInstance()).isEmpty();
    }
  }

  @Test
  void everyEndOfATrialSurvivesATakeover() {
    for (TrialOutcome outcome : TrialOutcome.values()) {
      Trial trial = trial();
      trial.stopped(TrialStop.PRUNED);
      trial.reported.add(0, 0.5);
      trial.reported.add(3, 0.75);
      trial.ended(new TrialResult(outcome, List.of(0.75), List.of(-1.0), ""), 9, NOW);
      Trial again = again(trial);
      assertThat(again.result).isEqualTo(trial.result);
      assertThat(again.stop).isEqualTo(TrialStop.PRUNED);
      assertThat(again.endedOrder).isEqualTo(9);
      assertThat(again.endedAt).isEqualTo(NOW);
      assertThat(again.reported.steps()).containsExactly(0L, 3L);
      assertThat(again.reported.values()).containsExactly(0.5, 0.75);
    }
  }

  @Test
  void aTrialThatGoesOnSurvivesATakeover() {
    Trial again = again(trial());
    assertThat(again.number()).isEqualTo(7);
    assertThat(again.runId).isEqualTo(TRIAL);
    assertThat(again.studyId).isEqualTo("s");
    assertThat(again.metric).isEqualTo("auc");
    assertThat(again.parameters()).isEqualTo("{\"x\":1}");
    assertThat(again.proposed).isTrue();
    assertThat(again.begunOrder).isEqualTo(8);
    assertThat(again.result).isNull();
    assertThat(again.stop).isEqualTo(TrialStop.NONE);
    // The time is part of the id.
    assertThat(again.begunAt).isEqualTo(Instant.ofEpochMilli(0x019b7a5e0000L));
  }

  private static Trial trial() {
    return new Trial("s", 7, TRIAL, "auc", "{\"x\":1}", true, NOW, 8, new ReportedValues());
  }

  private static Trial again(Trial trial) {
    Run run = new Run(5, "s", RunState.created(trial.runId));
    run.trial = trial;
    StoredRun record = run.stored(NOW);
    assertThat(record.getTrial()).isEqualTo(StoredStudies.write(Objects.requireNonNull(run.trial)));
    return StoredStudies.readTrial(record, "auc");
  }
}
