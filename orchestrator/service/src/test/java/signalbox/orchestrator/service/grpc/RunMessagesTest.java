package signalbox.orchestrator.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.FileRef;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.ml.v1.DatasetInput;
import signalbox.ml.v1.Failed;
import signalbox.ml.v1.Finished;
import signalbox.ml.v1.InputFile;
import signalbox.ml.v1.LogTotals;
import signalbox.ml.v1.MetricPoint;
import signalbox.ml.v1.Metrics;
import signalbox.ml.v1.RunResponse;
import signalbox.ml.v1.UploadCompleted;
import signalbox.ml.v1.UploadRequested;
import signalbox.orchestrator.core.RunResult;
import signalbox.orchestrator.service.s3.PresignedUrls;

class RunMessagesTest {
  private static final RunResponse FINISHED =
      RunResponse.newBuilder().setFinished(Finished.getDefaultInstance()).build();
  private static final RunResponse FAILED =
      RunResponse.newBuilder().setFailed(Failed.getDefaultInstance()).build();

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

  @Test
  void aSolveReadsWhereItStarts() {
    RunSpec spec =
        RunSpec.newBuilder()
            .setKind("solve")
            .setAlgorithm("highs")
            .setDataset(DatasetRef.newBuilder().setObjectKey("datasets/d/s").setFormat("mps"))
            .setWarmStart(
                FileRef.newBuilder()
                    .setObjectKey("runs/a/1/solution.json")
                    .setSha256("ab12")
                    .setSizeBytes(42))
            .build();
    InputFile warmStart = sent(spec).getWarmStart();
    assertThat(warmStart.getUrl()).startsWith("http://127.0.0.1:1/bucket/runs/a/1/solution.json?");
    assertThat(warmStart.getSha256()).isEqualTo("ab12");
    assertThat(warmStart.getSizeBytes()).isEqualTo(42);
    assertThat(sent(spec).getDataset().getFormat()).isEqualTo("mps");
    assertThat(sent(spec.toBuilder().clearWarmStart().build()).hasWarmStart()).isFalse();
  }

  @Test
  void aLittleTelemetryIsToldWithTheEndThatFollowsIt() {
    RunResponse metrics = metrics(1);
    RunResponse totals =
        RunResponse.newBuilder().setLogTotals(LogTotals.newBuilder().setLines(7)).build();
    assertThat(RunMessages.endSoon(List.of(metrics, totals, FINISHED))).isTrue();
    assertThat(RunMessages.endSoon(List.of(totals, metrics, FAILED))).isTrue();
    assertThat(RunMessages.endSoon(List.of(metrics, totals))).isFalse();
    assertThat(RunMessages.endSoon(List.of())).isFalse();
  }

  @Test
  void muchTelemetryIsNotToldWithTheEnd() {
    assertThat(RunMessages.endSoon(List.of(metrics(10), FINISHED))).isTrue();
    assertThat(RunMessages.endSoon(List.of(metrics(2_000), FINISHED))).isFalse();
    assertThat(RunMessages.endSoon(List.of(metrics(600), metrics(600), FINISHED))).isFalse();
  }

  @Test
  void whatAsksForSomethingIsNotToldWithTheEnd() {
    RunResponse request =
        RunResponse.newBuilder().setUploadRequested(UploadRequested.getDefaultInstance()).build();
    assertThat(RunMessages.endSoon(List.of(metrics(1), request, FINISHED))).isFalse();
    RunResponse upload =
        RunResponse.newBuilder().setUploadCompleted(UploadCompleted.getDefaultInstance()).build();
    assertThat(RunMessages.endSoon(List.of(upload, FINISHED))).isFalse();
  }

  /** Some 20 bytes a point. */
  private static RunResponse metrics(int points) {
    Metrics.Builder metrics = Metrics.newBuilder();
    for (int step = 1; step <= points; step++) {
      metrics.addPoints(MetricPoint.newBuilder().setKey("loss").setStep(step).setValue(0.5));
    }
    return RunResponse.newBuilder().setMetrics(metrics).build();
  }

  @Test
  void aSetKeepsItsOrderAndTheNamesOfItsInstances() {
    RunSpec spec =
        RunSpec.newBuilder()
            .setKind("solve")
            .setAlgorithm("highs")
            .addInstances(instance("b").setName("egout.mps v2"))
            .addInstances(instance("a").setName("afiro.mps v1"))
            .build();
    signalbox.ml.v1.RunSpec sent = sent(spec);
    assertThat(sent.hasDataset()).isFalse();
    assertThat(sent.getInstancesList())
        .extracting(DatasetInput::getName)
        .containsExactly("egout.mps v2", "afiro.mps v1");
    assertThat(sent.getInstances(0).getUrl()).startsWith("http://127.0.0.1:1/bucket/datasets/b?");
    assertThat(sent.getInstances(1).getFormat()).isEqualTo("mps");
  }

  private static DatasetRef.Builder instance(String key) {
    return DatasetRef.newBuilder().setObjectKey("datasets/" + key).setFormat("mps");
  }

  @Test
  void tellsHowASolveEnded() {
    RunResult result =
        RunMessages.result(
            Finished.newBuilder().putSummary("gap", 0).setOutcome("infeasible").build());
    assertThat(result.outcome()).isEqualTo("infeasible");
    assertThat(RunMessages.result(Finished.getDefaultInstance()).outcome()).isEmpty();
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
