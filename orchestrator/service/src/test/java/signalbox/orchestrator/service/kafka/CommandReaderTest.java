package signalbox.orchestrator.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.CancelRun;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.Command;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.Predict;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.StudyConstraint;
import signalbox.events.v1.StudySpec;
import signalbox.orchestrator.core.KnownProgress;
import signalbox.orchestrator.core.RunEvent;
import signalbox.orchestrator.core.RunOrder;
import signalbox.orchestrator.core.StudyEvent;
import signalbox.orchestrator.core.StudyOrder;
import signalbox.orchestrator.core.StudySettings;

class CommandReaderTest {
  private static final StartRun START =
      StartRun.newBuilder()
          .setRunId("r")
          .setProjectId("p")
          .setSpec(RunSpec.newBuilder().setKind("training").setAlgorithm("lightgbm"))
          .build();

  private static final ResendLogs RESEND =
      ResendLogs.newBuilder()
          .setRunId("r")
          .setAttempt(1)
          .setInstance("127.0.0.1:50051")
          .addRanges(LineRange.newBuilder().setFrom(2).setTo(2))
          .setStoredThrough(1)
          .build();

  private static final StudySpec STUDY =
      StudySpec.newBuilder()
          .setDefinitionJson(
              """
              {"parameters": [], "objectives": [{"metric": "auc", "direction": "maximize"},
                                                {"metric": "seconds", "direction": "minimize"}]}
              """)
          .setSampler("tpe")
          .setTrials(20)
          .setParallelism(4)
          .setTimeBudget(Times.duration(Duration.ofMinutes(5)))
          .addEnqueuedJson("{\"x\":1}")
          .addObjectives("seconds")
          .addObjectives("auc")
          .addConstraints(
              StudyConstraint.newBuilder().setMetric("rows").setBound(3).setAtLeast(true))
          .build();

  private static final ChangeStudy CHANGE =
      ChangeStudy.newBuilder()
          .setRunId("r")
          .setRevision(2)
          .setPaused(true)
          .setParallelism(3)
          .setTrials(30)
          .addEnqueuedJson("{}")
          .addPrune(7)
          .build();

  @Test
  void readsAStart() {
    CommandReader.Read read = read(command().setStartRun(START));
    assertThat(read).isInstanceOf(CommandReader.Read.ForRun.class);
    RunEvent event = ((CommandReader.Read.ForRun) read).event();
    assertThat(((RunEvent.StartCommanded) event).order().maxAttempts()).isEqualTo(3);
  }

  @Test
  void readsWhatTheBackendKnowsOfTheRun() {
    CommandReader.Read read =
        read(command().setStartRun(START.toBuilder().setKnownSequence(7).setKnownAttempt(2)));
    assertThat(((CommandReader.Read.ForRun) read).event())
        .isInstanceOfSatisfying(
            RunEvent.StartCommanded.class,
            start -> assertThat(start.known()).isEqualTo(new KnownProgress(7, 2)));
  }

  @Test
  void aBatchPredictionGoesToTheServiceOfItsModel() {
    CommandReader.Read read =
        read(
            command()
                .setStartRun(
                    START.toBuilder()
                        .setSpec(
                            RunSpec.newBuilder()
                                .setKind("prediction")
                                .setModel(ModelRef.newBuilder().setAlgorithm("ridge")))));
    RunEvent event = ((CommandReader.Read.ForRun) read).event();
    assertThat(((RunEvent.StartCommanded) event).order().algorithm()).isEqualTo("ridge");
  }

  @Test
  void whatIsIncompleteOrTooNewIsPoison() {
    assertThat(CommandReader.read(new byte[] {1, 2, 3}, 0, 0))
        .isInstanceOf(CommandReader.Read.Poison.class);
    assertThat(cause(Command.newBuilder())).contains("schema_version 0");
    assertThat(cause(command().setSchemaVersion(2).setStartRun(START)))
        .contains("schema_version 2");
    assertThat(cause(command())).isEqualTo("command is missing");
    assertThat(cause(command().setCommandId("").setStartRun(START))).contains("command_id");
    assertThat(cause(command().setStartRun(START.toBuilder().clearRunId()))).contains("run_id");
    assertThat(cause(command().setStartRun(START.toBuilder().clearProjectId())))
        .contains("project_id");
    assertThat(cause(command().setStartRun(START.toBuilder().clearSpec()))).contains("kind");
    assertThat(cause(command().setCancelRun(CancelRun.getDefaultInstance()))).contains("run_id");
    assertThat(cause(command().setPredict(Predict.getDefaultInstance()))).contains("prediction_id");
  }

  @Test
  void readsAWishForLines() {
    CommandReader.Read read = read(command().setResendLogs(RESEND));
    assertThat(((CommandReader.Read.ForLogs) read).resend()).isEqualTo(RESEND);
    assertThat(cause(command().setResendLogs(RESEND.toBuilder().clearRunId()))).contains("run_id");
    assertThat(cause(command().setResendLogs(RESEND.toBuilder().clearAttempt())))
        .contains("attempt");
    assertThat(cause(command().setResendLogs(RESEND.toBuilder().clearInstance())))
        .contains("instance");
    assertThat(
            cause(
                command()
                    .setResendLogs(
                        RESEND.toBuilder().addRanges(LineRange.newBuilder().setFrom(3).setTo(2)))))
        .contains("ranges has 3 to 2");
  }

  @Test
  void aLogWithoutAWholeKeyIsPoison() {
    LogOutput log =
        LogOutput.newBuilder()
            .setAddress("127.0.0.1:8080")
            .setKey(ByteString.copyFrom(new byte[32]))
            .build();
    assertThat(read(command().setStartRun(START.toBuilder().setLog(log))))
        .isInstanceOf(CommandReader.Read.ForRun.class);
    assertThat(
            cause(
                command()
                    .setStartRun(
                        START.toBuilder()
                            .setLog(log.toBuilder().setKey(ByteString.copyFrom(new byte[31]))))))
        .contains("32 bytes");
    assertThat(
            cause(command().setStartRun(START.toBuilder().setLog(log.toBuilder().clearAddress()))))
        .contains("address");
  }

  @Test
  void readsAStudy() {
    CommandReader.Read read = read(command().setStartRun(study(STUDY).setKnownSequence(4)));
    CommandReader.Read.ForStudy study = (CommandReader.Read.ForStudy) read;
    assertThat(study.studyId()).isEqualTo("r");
    RunOrder order = Objects.requireNonNull(study.order());
    assertThat(order.maxAttempts()).isEqualTo(100);
    assertThat(order.algorithm()).isEqualTo("lightgbm");
    assertThat(study.event())
        .isEqualTo(
            new StudyEvent.StartCommanded(
                new StudyOrder(
                    List.of(
                        new StudyOrder.Objective("seconds", false),
                        new StudyOrder.Objective("auc", true)),
                    List.of(new StudyOrder.Constraint("rows", 3, true)),
                    Duration.ofMinutes(5)),
                StudySettings.ordered(4, 20, List.of("{\"x\":1}")),
                new KnownProgress(4, 0)));
  }

  @Test
  void readsAChangeOfAStudy() {
    CommandReader.Read.ForStudy change =
        (CommandReader.Read.ForStudy) read(command().setChangeStudy(CHANGE));
    assertThat(change.order()).isNull();
    assertThat(change.startRun()).isEqualTo(ByteString.EMPTY);
    assertThat(change.event())
        .isEqualTo(
            new StudyEvent.ChangeCommanded(
                new StudySettings(2, true, false, 3, 30, List.of("{}")), List.of(7)));
  }

  @Test
  void aStudyThatIsIncompleteIsPoison() {
    assertThat(cause(command().setStartRun(study(STUDY).clearStudy()))).contains("study");
    assertThat(cause(STUDY.toBuilder().clearSampler())).contains("sampler");
    assertThat(cause(STUDY.toBuilder().clearTrials())).contains("trials");
    assertThat(cause(STUDY.toBuilder().clearParallelism())).contains("parallelism");
    assertThat(cause(STUDY.toBuilder().clearObjectives())).contains("objectives");
    assertThat(cause(STUDY.toBuilder().addObjectives("gap"))).contains("objective gap");
    assertThat(cause(STUDY.toBuilder().setDefinitionJson("[]"))).contains("definition_json");
    assertThat(cause(STUDY.toBuilder().addEnqueuedJson("[]"))).contains("enqueued_json");
    assertThat(cause(STUDY.toBuilder().setTimeBudget(Times.duration(Duration.ofSeconds(-1)))))
        .contains("time_budget");
    StartRun.Builder fixed = study(STUDY);
    fixed.getSpecBuilder().setParametersJson("[1]");
    assertThat(cause(command().setStartRun(fixed))).contains("parameters_json");
  }

  @Test
  void aChangeThatIsIncompleteIsPoison() {
    assertThat(cause(command().setChangeStudy(CHANGE.toBuilder().clearRunId()))).contains("run_id");
    assertThat(cause(command().setChangeStudy(CHANGE.toBuilder().clearRevision())))
        .contains("revision");
    assertThat(cause(command().setChangeStudy(CHANGE.toBuilder().clearTrials())))
        .contains("trials");
    assertThat(cause(command().setChangeStudy(CHANGE.toBuilder().clearParallelism())))
        .contains("parallelism");
    assertThat(cause(command().setChangeStudy(CHANGE.toBuilder().addEnqueuedJson("1"))))
        .contains("enqueued_json");
  }

  private static String cause(StudySpec.Builder study) {
    return cause(command().setStartRun(study(study.build())));
  }

  private static StartRun.Builder study(StudySpec study) {
    StartRun.Builder start = START.toBuilder().setStudy(study);
    start.getSpecBuilder().setKind("study");
    return start;
  }

  @Test
  void aPredictionWithoutADeadlineHasTenSeconds() {
    CommandReader.Read read =
        read(
            command()
                .setPredict(
                    Predict.newBuilder()
                        .setPredictionId("x")
                        .setModel(ModelRef.newBuilder().setObjectKey("k").setAlgorithm("ridge"))));
    assertThat(((CommandReader.Read.ForPrediction) read).deadline())
        .isEqualTo(Instant.parse("2026-01-01T00:00:10Z"));
  }

  private static String cause(Command.Builder command) {
    CommandReader.Read read = read(command);
    assertThat(read).isInstanceOf(CommandReader.Read.Poison.class);
    return ((CommandReader.Read.Poison) read).cause();
  }

  private static CommandReader.Read read(Command.Builder command) {
    return CommandReader.read(command.build().toByteArray(), 1, 2);
  }

  private static Command.Builder command() {
    return Command.newBuilder()
        .setCommandId("c")
        .setSchemaVersion(1)
        .setTime(Times.timestamp(Instant.parse("2026-01-01T00:00:00Z")));
  }
}
