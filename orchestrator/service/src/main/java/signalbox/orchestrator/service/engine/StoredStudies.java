package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudyPhase;
import signalbox.orchestrator.core.StudySettings;
import signalbox.orchestrator.core.StudyState;
import signalbox.orchestrator.core.StudyTalk;
import signalbox.orchestrator.core.StudyTally;
import signalbox.orchestrator.core.TrialOutcome;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.core.TrialStop;
import signalbox.orchestrator.service.kafka.Times;
import signalbox.orchestrator.service.kafka.Uuid7;
import signalbox.orchestrator.v1.StoredRun;
import signalbox.orchestrator.v1.StoredStudy;
import signalbox.orchestrator.v1.StoredTrial;

/**
 * Between studies, their trials and the changelog. A trial's record holds all that is known of it;
 * what a study's trials come to is counted from theirs, so that the study's own record changes
 * rarely.
 */
final class StoredStudies {
  private StoredStudies() {}

  static StoredTrial write(Trial trial) {
    StoredTrial.Builder builder =
        StoredTrial.newBuilder()
            .setStudyId(trial.studyId)
            .setNumber(trial.number())
            .setParametersJson(trial.parameters())
            .setProposed(trial.proposed)
            .setStop(trial.stop.word())
            .addAllSteps(trial.reported.steps())
            .addAllReported(trial.reported.values())
            .setBegunOrder(trial.begunOrder)
            .setEndedOrder(trial.endedOrder);
    TrialResult result = trial.result;
    if (result != null) {
      builder
          .setOutcome(result.outcome().word())
          .addAllValues(result.values())
          .addAllConstraints(result.constraints());
    }
    return builder.build();
  }

  /**
   * What a run is to its study.
   *
   * @param metric whose values it reports for pruning; empty: none
   */
  static Trial readTrial(StoredRun record, String metric) {
    StoredTrial stored = record.getTrial();
    Trial trial =
        new Trial(
            stored.getStudyId(),
            stored.getNumber(),
            record.getRunId(),
            metric,
            stored.getParametersJson(),
            stored.getProposed(),
            Uuid7.timeOf(record.getRunId()),
            stored.getBegunOrder(),
            ReportedValues.of(stored.getStepsList(), stored.getReportedList()));
    trial.stop = TrialStop.of(stored.getStop());
    if (!stored.getOutcome().isEmpty()) {
      trial.ended(
          new TrialResult(
              TrialOutcome.of(stored.getOutcome()),
              stored.getValuesList(),
              stored.getConstraintsList(),
              ""),
          stored.getEndedOrder(),
          Times.instant(record.getChangedAt()));
    }
    return trial;
  }

  static StoredRun write(Study study, Instant now) {
    StudyState state = study.state;
    StudySettings settings = state.settings();
    StoredStudy.Builder stored =
        StoredStudy.newBuilder()
            .setRevision(settings.revision())
            .setPaused(settings.paused())
            .setStopping(settings.stopping())
            .setParallelism(settings.parallelism())
            .setTrials(settings.trials())
            .addAllEnqueuedJson(settings.enqueued())
            .setEnqueuedBegun(state.tally().enqueuedBegun())
            .setExhausted(state.exhausted())
            .setRefusals(state.talk().refusals());
    Instant startedAt = state.startedAt();
    if (startedAt != null) {
      stored.setStartedAt(Times.timestamp(startedAt));
    }
    return StoredRun.newBuilder()
        .setSchemaVersion(StoredRuns.SCHEMA_VERSION)
        .setRunId(study.id())
        .setPhase(state.phase().name())
        .setOrder(StoredRuns.write(study.order))
        .setAttempt(state.attempt())
        .setSequence(state.sequence())
        .setKilling(state.killing())
        .setTraceparent(study.traceparent)
        .setStartRun(study.startRun)
        .addAllLastStatuses(study.statusBytes())
        .setChangedAt(Times.timestamp(now))
        .setStudy(stored)
        .build();
  }

  /**
   * The study's own state, without what its trials say.
   *
   * @param order absent once it has ended
   */
  static StudyState read(StoredRun record, @Nullable StudyOrder order) {
    StoredStudy stored = record.getStudy();
    return new StudyState(
        record.getRunId(),
        StudyPhase.valueOf(record.getPhase()),
        order,
        record.getAttempt(),
        record.getSequence(),
        new StudySettings(
            stored.getRevision(),
            stored.getPaused(),
            stored.getStopping(),
            stored.getParallelism(),
            stored.getTrials(),
            stored.getEnqueuedJsonList()),
        StudyTally.NOTHING,
        Collections.emptySortedMap(),
        List.of(),
        stored.getExhausted(),
        StudyTalk.NOTHING,
        stored.hasStartedAt() ? Times.instant(stored.getStartedAt()) : null,
        record.getKilling());
  }
}
