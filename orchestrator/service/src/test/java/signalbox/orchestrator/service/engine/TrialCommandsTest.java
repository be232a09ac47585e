package signalbox.orchestrator.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.StudySpec;
import signalbox.orchestrator.service.grpc.TrialLogKey;

class TrialCommandsTest {
  private static final String TRIAL = "019b7a5e-0000-7000-8000-000000000004";
  private static final byte[] KEY = new byte[32];
  private static final StartRun STUDY =
      StartRun.newBuilder()
          .setRunId("s")
          .setProjectId("p")
          .setPriority(3)
          .setMaxAttempts(100)
          .setKnownSequence(7)
          .setSpec(
              RunSpec.newBuilder()
                  .setKind("study")
                  .setAlgorithm("lightgbm")
                  .setTask("classification")
                  .setParametersJson("{\"rounds\":100,\"model\":{\"depth\":3}}")
                  .setDataset(DatasetRef.newBuilder().setObjectKey("datasets/d/s")))
          .setLog(LogOutput.newBuilder().setAddress("h:1").setKey(ByteString.copyFrom(KEY)))
          .setStudy(StudySpec.newBuilder().setTrials(20))
          .build();

  @Test
  void aTrialExecutesTheStudysSpecificationWithItsOwnParameters() {
    StartRun command = TrialCommands.of(STUDY, trial());
    assertThat(command.getRunId()).isEqualTo(TRIAL);
    assertThat(command.getProjectId()).isEqualTo("p");
    assertThat(command.hasStudy()).isFalse();
    assertThat(command.getKnownSequence()).isZero();
    assertThat(command.getSpec().getKind()).isEqualTo("training");
    assertThat(command.getSpec().getDataset()).isEqualTo(STUDY.getSpec().getDataset());
    assertThat(command.getSpec().getParametersJson())
        .isEqualTo("{\"rounds\":100,\"model\":{\"depth\":7}}");
  }

  @Test
  void whatHasNoTaskIsASolve() {
    StartRun.Builder solve = STUDY.toBuilder();
    solve.getSpecBuilder().clearTask().clearParametersJson();
    StartRun command = TrialCommands.of(solve.build(), trial());
    assertThat(command.getSpec().getKind()).isEqualTo("solve");
    assertThat(command.getSpec().getParametersJson()).isEqualTo("{\"model\":{\"depth\":7}}");
  }

  @Test
  void aTrialOverASetSolvesAllOfIt() {
    StartRun.Builder solve = STUDY.toBuilder();
    solve
        .getSpecBuilder()
        .clearTask()
        .clearDataset()
        .addInstances(DatasetRef.newBuilder().setObjectKey("datasets/b"))
        .addInstances(DatasetRef.newBuilder().setObjectKey("datasets/a"));
    RunSpec trial = TrialCommands.of(solve.build(), trial()).getSpec();
    assertThat(trial.getKind()).isEqualTo("solve");
    assertThat(trial.getInstancesList())
        .extracting(DatasetRef::getObjectKey)
        .containsExactly("datasets/b", "datasets/a");
  }

  @Test
  void eachTrialSignsItsLinesWithAKeyOfItsOwn() {
    LogOutput log = TrialCommands.of(STUDY, trial()).getLog();
    assertThat(log.getAddress()).isEqualTo("h:1");
    assertThat(log.getKey().toByteArray()).isEqualTo(TrialLogKey.derive(KEY, TRIAL));
    assertThat(TrialCommands.of(STUDY.toBuilder().clearLog().build(), trial()).hasLog()).isFalse();
  }

  private static Trial trial() {
    return new Trial(
        "s", 0, TRIAL, "", "{\"model.depth\":7}", true, Instant.EPOCH, 1, new ReportedValues());
  }
}
