package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.Ports;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;

class LogsIT {
  private static final LineRange LINES = LineRange.newBuilder().setFrom(2).setTo(6).build();

  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 2, 0));
  private final String run = UUID.randomUUID().toString();
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    Orchestrator orchestrator =
        rig.closes(rig.orchestrator(0, ml.address(), "127.0.0.1:" + Ports.free()));
    orchestrator.start();
    Rig.awaitReady(orchestrator);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void anAttemptGetsTheAddressAndAKeyOfItsOwn() throws Exception {
    rig.start(
        run,
        "accept start finish",
        LogOutput.newBuilder()
            .setAddress("127.0.0.1:8080")
            .setKey(
                ByteString.copyFrom(
                    HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f".repeat(2))))
            .build());
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    signalbox.ml.v1.LogOutput output = ml.streams.getFirst().getLog();
    assertThat(output.getAddress()).isEqualTo("127.0.0.1:8080");
    assertThat(HexFormat.of().formatHex(output.getKey().toByteArray()))
        .isEqualTo("e5a7284dce562da11a9b58dacd241c6ac15ab142cc434202ba43721b6d058662");
  }

  @Test
  void aRunWithoutALogHasNoKey() throws Exception {
    rig.start(run, "accept start finish");
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    assertThat(ml.streams.getFirst().hasLog()).isFalse();
  }

  @Test
  void totalsAndCheckpointsAreToldBeforeTheEnd() throws Exception {
    rig.start(run, "accept start checkpoint metric totals finish");
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    List<StatusCase> told = log().of(run).stream().map(Status::getStatusCase).distinct().toList();
    assertThat(told)
        .containsSubsequence(
            StatusCase.CHECKPOINT_SAVED,
            StatusCase.METRICS_REPORTED,
            StatusCase.LOG_TOTALS,
            StatusCase.RUN_SUCCEEDED);
    Status totals = only(StatusCase.LOG_TOTALS);
    assertThat(totals.getAttempt()).isEqualTo(1);
    assertThat(totals.getSequence()).isEqualTo(5);
    assertThat(totals.getLogTotals().getLines()).isEqualTo(7);
    assertThat(totals.getLogTotals().getHash()).isEqualTo("ab12");
    assertThat(only(StatusCase.CHECKPOINT_SAVED).getCheckpointSaved().getArtifactName())
        .isEqualTo("best.zip");
    assertThat(only(StatusCase.CHECKPOINT_SAVED).getCheckpointSaved().getStep()).isEqualTo(48);
  }

  @Test
  void totalsThatNothingEndsAreToldInTheirPlace() throws Exception {
    rig.start(run, "accept start totals metric finish");
    log().awaitKind(run, StatusCase.RUN_SUCCEEDED);
    List<StatusCase> told = log().of(run).stream().map(Status::getStatusCase).distinct().toList();
    assertThat(told)
        .containsSubsequence(
            StatusCase.RUN_STARTED,
            StatusCase.LOG_TOTALS,
            StatusCase.METRICS_REPORTED,
            StatusCase.RUN_SUCCEEDED);
    assertThat(only(StatusCase.LOG_TOTALS).getSequence()).isEqualTo(3);
  }

  @Test
  void linesAreSentAgainByTheInstanceThatIsNamed() throws Exception {
    rig.resend(wish(ml.address()).setStoredThrough(1).setAddress("127.0.0.1:8081"));
    Status told = log().awaitKind(run, StatusCase.LOGS_RESENT);
    assertThat(told.getAttempt()).isEqualTo(2);
    assertThat(told.getLogsResent().getOutcome()).isEqualTo("sent");
    assertThat(told.getLogsResent().getLinesSent()).isEqualTo(3);
    assertThat(told.getLogsResent().getMissingList())
        .containsExactly(LineRange.newBuilder().setFrom(5).setTo(6).build());
    assertThat(told.getLogsResent().getTotals().getLines()).isEqualTo(7);
    signalbox.ml.v1.ResendLogsRequest asked = ml.resendWishes.getFirst();
    assertThat(asked.getRunId()).isEqualTo(run);
    assertThat(asked.getAttempt()).isEqualTo(2);
    assertThat(asked.getStoredThrough()).isEqualTo(1);
    assertThat(asked.getAddress()).isEqualTo("127.0.0.1:8081");
    assertThat(asked.getRanges(0).getFrom()).isEqualTo(2);
    assertThat(asked.getRanges(0).getTo()).isEqualTo(6);
  }

  @Test
  void aSpoolThatIsNotThereIsGone() throws Exception {
    ml.resendFailure = Code.NOT_FOUND.toStatus();
    rig.resend(wish(ml.address()));
    assertThat(log().awaitKind(run, StatusCase.LOGS_RESENT).getLogsResent().getOutcome())
        .isEqualTo("gone");
  }

  @Test
  void anInstanceThatDoesNotAnswerIsUnreachable() throws Exception {
    ml.resendFailure = Code.UNAVAILABLE.toStatus();
    rig.resend(wish(ml.address()));
    assertThat(log().awaitKind(run, StatusCase.LOGS_RESENT).getLogsResent().getOutcome())
        .isEqualTo("unreachable");
  }

  @Test
  void anInstanceThatNobodyKnowsIsUnreachable() throws Exception {
    rig.resend(wish("127.0.0.1:1"));
    assertThat(log().awaitKind(run, StatusCase.LOGS_RESENT).getLogsResent().getOutcome())
        .isEqualTo("unreachable");
    assertThat(ml.resendWishes).isEmpty();
  }

  private ResendLogs.Builder wish(String instance) {
    return ResendLogs.newBuilder()
        .setRunId(run)
        .setAttempt(2)
        .setInstance(instance)
        .addRanges(LINES);
  }

  private Status only(StatusCase kind) {
    List<Status> told =
        log().of(run).stream().filter(status -> status.getStatusCase() == kind).toList();
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  private StatusLog log() {
    return Objects.requireNonNull(opened);
  }
}
