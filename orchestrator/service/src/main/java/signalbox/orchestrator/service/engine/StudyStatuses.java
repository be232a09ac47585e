package signalbox.orchestrator.service.engine;

import signalbox.events.v1.Status;
import signalbox.events.v1.StudyChanged;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
import signalbox.orchestrator.core.StudySettings;
import signalbox.orchestrator.core.TrialResult;

/** From what happens in a study to the statuses that tell of it, beside those of any run. */
final class StudyStatuses {
  private StudyStatuses() {}

  /**
   * A trial exists.
   *
   * @param builder has the study and its attempt
   */
  static Status begun(Status.Builder builder, Trial trial) {
    return builder
        .setSequence(trial.number() + 1L)
        .setTrialBegun(
            TrialBegun.newBuilder()
                .setNumber(trial.number())
                .setTrialId(trial.runId)
                .setParametersJson(trial.parameters())
                .setProposed(trial.proposed))
        .build();
  }

  /**
   * A trial has ended.
   *
   * @param builder has the study and its attempt
   */
  static Status ended(Status.Builder builder, Trial trial, TrialResult result) {
    return builder
        .setSequence(trial.number() + 1L)
        .setTrialEnded(
            TrialEnded.newBuilder()
                .setNumber(trial.number())
                .setTrialId(trial.runId)
                .setOutcome(result.outcome().word())
                .addAllValues(result.values())
                .addAllConstraints(result.constraints())
                .setLastStep(trial.reported.lastStep())
                .setMessage(result.message()))
        .build();
  }

  /**
   * What is so from now on.
   *
   * @param builder has the study and its attempt
   */
  static Status changed(Status.Builder builder, StudySettings settings, String trouble) {
    return builder
        .setSequence(settings.revision())
        .setStudyChanged(
            StudyChanged.newBuilder()
                .setPaused(settings.paused())
                .setStopping(settings.stopping())
                .setParallelism(settings.parallelism())
                .setTrials(settings.trials())
                .setTrouble(trouble))
        .build();
  }
}
