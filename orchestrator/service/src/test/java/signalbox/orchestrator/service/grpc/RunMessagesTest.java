package signalbox.orchestrator.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.orchestrator.service.s3.PresignedUrls;

class RunMessagesTest {
  @Test
  void predictionIsExecutedByTheAlgorithmThatTrainedItsModel() {
    RunSpec spec =
        RunSpec.newBuilder()
            .setKind("prediction")
            .setModel(
                ModelRef.newBuilder().setAlgorithm("ridge").setObjectKey("runs/a/1/model.zip"))
            .build();
    assertThat(sent(spec).getAlgorithm()).isEqualTo("ridge");
  }

  @Test
  void trainingIsExecutedByItsOwnAlgorithm() {
    RunSpec spec = RunSpec.newBuilder().setKind("training").setAlgorithm("lightgbm").build();
    assertThat(sent(spec).getAlgorithm()).isEqualTo("lightgbm");
  }

  private static signalbox.ml.v1.RunSpec sent(RunSpec spec) {
    StartRun command = StartRun.newBuilder().setRunId("r").setSpec(spec).build();
    try (PresignedUrls urls =
        new PresignedUrls(
            URI.create("http://127.0.0.1:1"), "us-east-1", "bucket", "key", "secret")) {
      return RunMessages.start(command, 1, 0, false, urls).getSpec();
    }
  }
}
