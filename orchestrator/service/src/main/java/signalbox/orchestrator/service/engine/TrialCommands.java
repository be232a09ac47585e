package signalbox.orchestrator.service.engine;

import com.google.protobuf.ByteString;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.orchestrator.service.grpc.TrialLogKey;
import signalbox.orchestrator.service.kafka.JsonObjects;

/** From the command of a study to the command that one of its trials executes. */
final class TrialCommands {
  private static final String TRAINING = "training";
  private static final String SOLVE = "solve";

  private TrialCommands() {}

  /**
   * The command of a trial: the study's specification with the searched parameters put into the
   * fixed ones, and a log key of its own.
   *
   * @param study as it was commanded
   */
  static StartRun of(StartRun study, Trial trial) {
    RunSpec spec = study.getSpec();
    StartRun.Builder command =
        study.toBuilder()
            .clearStudy()
            .clearKnownSequence()
            .clearKnownAttempt()
            .setRunId(trial.runId)
            .setSpec(
                spec.toBuilder()
                    .setKind(kind(spec))
                    .setParametersJson(
                        JsonObjects.merge(spec.getParametersJson(), trial.parameters())));
    if (study.hasLog()) {
      command.setLog(
          study.getLog().toBuilder()
              .setKey(
                  ByteString.copyFrom(
                      TrialLogKey.derive(study.getLog().getKey().toByteArray(), trial.runId))));
    }
    return command.build();
  }

  /** What the ML service calls it: a training has a task, and a solve has none. */
  private static String kind(RunSpec spec) {
    return spec.getTask().isEmpty() ? SOLVE : TRAINING;
  }
}
