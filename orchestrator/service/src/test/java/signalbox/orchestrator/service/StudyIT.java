package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
import signalbox.ml.v1.SuggestRequest;
import signalbox.ml.v1.TrialTold;
import signalbox.orchestrator.service.grpc.TrialLogKey;

/** A study that a person orders, changes, pauses, prunes and stops. */
class StudyIT {
  private final Rig rig = new Rig();
  private final ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 6, 0));
  private final ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
  private final String study = UUID.randomUUID().toString();
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    Orchestrator orchestrator = rig.closes(rig.orchestrator(0, ml.address(), tuning.address()));
    orchestrator.start();
    Rig.awaitReady(orchestrator);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void asManyTrialsBeginAndEndAsWereOrdered() throws Exception {
    rig.begin(Rig.study(study, "accept start report=3 finish", 25, 3));
    Status end = said().awaitOwn(Status::hasRunSucceeded);

    said().hasExactly(25);
    assertThat(said().lifecycle())
        .containsExactly("RUN_QUEUED", "RUN_STARTING", "RUN_STARTED", "RUN_SUCCEEDED");
    assertThat(end.getAttempt()).isEqualTo(1);
    Map<Integer, TrialEnded> ended = said().ended();
    assertThat(ended.values())
        .allMatch(trial -> trial.getOutcome().equals("completed") && trial.getLastStep() == 2);
    double best =
        ended.values().stream().mapToDouble(trial -> trial.getValues(0)).max().orElseThrow();
    assertThat(end.getRunSucceeded().getSummaryMap()).isEqualTo(Map.of("auc", best));
    assertThat(end.getRunSucceeded().getStoppedEarly()).isFalse();
    Status started = said().awaitOwn(Status::hasRunStarted);
    assertThat(started.getRunStarted().getService()).isEqualTo("tuning");
    assertThat(started.getRunStarted().getInstance()).isEqualTo(tuning.address());
    // Everything has one key, and so one order.
    assertThat(
            log().records.stream()
                .filter(record -> study.equals(record.key()))
                .map(ConsumerRecord::partition)
                .distinct())
        .hasSize(1);
    said().begun().values().forEach(trial -> assertThat(log().of(trial.getTrialId())).isEmpty());
    List<Status> progress = said().own().stream().filter(Status::hasRunProgressed).toList();
    assertThat(progress.getLast().getRunProgressed().getDone()).isEqualTo(25);
    assertThat(progress.getLast().getRunProgressed().getUnit()).isEqualTo("trial");
    assertThat(progress).extracting(Status::getSequence).isSorted().doesNotHaveDuplicates();
    assertThat(ml.executed).hasSize(25).doesNotHaveDuplicates();
    assertThat(tuning.impossible).isEmpty();
  }

  @Test
  void aTrialIsARunWithItsOwnParametersAndItsOwnLogKey() throws Exception {
    byte[] key = new byte[32];
    StartRun.Builder ordered = Rig.study(study, "accept start metric finish", 1, 1);
    ordered.setLog(
        LogOutput.newBuilder().setAddress("127.0.0.1:1").setKey(ByteString.copyFrom(key)));
    rig.begin(ordered);
    said().awaitOwn(Status::hasRunSucceeded);
    TrialBegun trial = Objects.requireNonNull(said().begun().get(0));
    assertThat(trial.getProposed()).isTrue();
    signalbox.ml.v1.StartRun executed = ml.streams.getFirst();
    assertThat(executed.getRunId()).isEqualTo(trial.getTrialId());
    assertThat(executed.getSpec().getKind()).isEqualTo("training");
    assertThat(executed.getSpec().getParametersJson())
        .startsWith("{\"script\":")
        .contains("\"x\":")
        .endsWith("\"model\":{\"depth\":3}}");
    assertThat(executed.getLog().getKey().toByteArray())
        .isEqualTo(attemptKey(TrialLogKey.derive(key, trial.getTrialId())));
    assertThat(said().of(trial.getTrialId())).anyMatch(Status::hasMetricsReported);
  }

  /** As {@code contracts/log-datagram.md} derives the key of the first attempt. */
  private static byte[] attemptKey(byte[] runKey) throws Exception {
    javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(runKey, "HmacSHA256"));
    return mac.doFinal(new byte[] {0, 0, 0, 1});
  }

  @Test
  void whatAPersonNamedComesFirst() throws Exception {
    StartRun.Builder ordered = Rig.study(study, "accept start finish", 3, 1);
    ordered
        .getStudyBuilder()
        .addEnqueuedJson("{\"x\":0.25}")
        .addEarlier(
            signalbox.events.v1.EarlierTrial.newBuilder()
                .setParametersJson("{\"x\":0.5}")
                .addValues(0.5));
    rig.begin(ordered);
    said().awaitOwn(Status::hasRunSucceeded);
    TrialBegun first = Objects.requireNonNull(said().begun().get(0));
    assertThat(first.getParametersJson()).isEqualTo("{\"x\":0.25}");
    assertThat(first.getProposed()).isFalse();
    assertThat(Objects.requireNonNull(said().ended().get(0)).getValuesList()).containsExactly(0.25);
    assertThat(Objects.requireNonNull(said().begun().get(1)).getProposed()).isTrue();
    SuggestRequest question = tuning.questions.getFirst();
    assertThat(question.getCount()).isZero();
    assertThat(question.getEarlier(0).getValuesList()).containsExactly(0.5);
    assertThat(tuning.questions.getLast().getEarlierList()).isEmpty();
  }

  @Test
  void aStudyIsPausedChangedAndStopped() throws Exception {
    rig.begin(Rig.study(study, "accept start hold finish", 50, 2));
    said().awaitStarted(0);
    said().awaitStarted(1);

    rig.change(change(1).setPaused(true));
    Status paused = said().awaitOwn(status -> status.getStudyChanged().getPaused());
    assertThat(paused.getSequence()).isEqualTo(1);
    ml.releaseAll();
    said().awaitEnded(2);
    // The same change again has its answer, and nothing has begun until then.
    rig.change(change(1).setPaused(true));
    await("it is answered again")
        .atMost(Rig.PATIENCE)
        .until(() ->
            said().own().stream()
                    .filter(status -> status.hasStudyChanged() && status.getSequence() == 1)
                    .count()
                >= 2);
    assertThat(said().begun()).hasSize(2);

    rig.change(change(2).setParallelism(4));
    said().awaitBegun(6);
    for (int number = 2; number < 6; number++) {
      said().awaitStarted(number);
    }
    rig.change(change(3).setStopping(true));
    said().awaitOwn(status -> status.getStudyChanged().getStopping());
    ml.releaseAll();
    Status end = said().awaitOwn(Status::hasRunSucceeded);
    assertThat(end.getRunSucceeded().getStoppedEarly()).isTrue();
    said().hasExactly(6);
  }

  @Test
  void aStopOfTheStudyKillsItsTrials() throws Exception {
    rig.begin(Rig.study(study, "accept start hold finish", 50, 3));
    for (int number = 0; number < 3; number++) {
      said().awaitStarted(number);
    }
    rig.cancel(study, CancelMode.CANCEL_MODE_KILL);
    Status end = said().awaitOwn(Status::hasRunCancelled);
    assertThat(end.getRunCancelled().getKilled()).isTrue();
    said().hasExactly(3);
    assertThat(said().ended().values())
        .allMatch(
            trial -> trial.getOutcome().equals("cancelled") && trial.getValuesList().isEmpty());
  }

  @Test
  void aStopOfOneTrialIsNoStopOfTheStudy() throws Exception {
    rig.begin(Rig.study(study, "accept start hold finish", 3, 1));
    String first = said().awaitStarted(0);
    rig.cancel(study, first, CancelMode.CANCEL_MODE_KILL);
    said().awaitEnded(1);
    said().awaitStarted(1);
    // Once more, of a trial that has ended: it is answered, and nothing else happens.
    rig.cancel(study, first, CancelMode.CANCEL_MODE_KILL);
    await("it is said again")
        .atMost(Rig.PATIENCE)
        .until(() -> said().of(first).stream().filter(Status::hasRunCancelled).count() >= 2);
    ml.releaseAll();
    said().awaitStarted(2);
    ml.releaseAll();
    said().awaitOwn(Status::hasRunSucceeded);
    said().hasExactly(3);
    assertThat(said().ended().values())
        .extracting(TrialEnded::getOutcome)
        .containsExactly("cancelled", "completed", "completed");
    assertThat(tuning.story(study).stream().filter(TrialTold::hasEnded)).isNotEmpty();
  }

  @Test
  void whatIsNotWorthGoingOnIsPruned() throws Exception {
    tuning.pruneBelow = Double.MAX_VALUE;
    rig.begin(Rig.study(study, "accept start report=5 hold finish", 4, 2));
    Status end = said().awaitOwn(Status::hasRunSucceeded);
    assertThat(end.getRunSucceeded().getSummaryMap()).isEmpty();
    said().hasExactly(4);
    assertThat(said().ended().values())
        .allMatch(trial ->
            trial.getOutcome().equals("pruned")
                && trial.getLastStep() == 4
                && trial.getValuesCount() == 1
                && trial.getValues(0) >= 1);
    // Only the objective's values were told, each once.
    assertThat(
            tuning.story(study).stream()
                .filter(told -> told.hasReported() && told.getNumber() == 0))
        .hasSize(5);
    assertThat(tuning.impossible).isEmpty();
  }

  @Test
  void aPersonPrunesByHand() throws Exception {
    rig.begin(Rig.study(study, "accept start hold finish", 2, 2));
    said().awaitStarted(0);
    said().awaitStarted(1);
    rig.change(change(1).setParallelism(2).setTrials(2).addPrune(1));
    said().awaitEnded(1);
    ml.releaseAll();
    said().awaitOwn(Status::hasRunSucceeded);
    said().hasExactly(2);
    TrialEnded pruned = Objects.requireNonNull(said().ended().get(1));
    assertThat(pruned.getOutcome()).isEqualTo("pruned");
    assertThat(pruned.getLastStep()).isEqualTo(-1);
    assertThat(pruned.getValuesList()).isEmpty();
  }

  @Test
  void aStudyWhoseTrialsAllFailHasFailed() throws Exception {
    rig.begin(Rig.study(study, "accept start fail", 3, 2));
    Status end = said().awaitOwn(Status::hasRunFailed);
    assertThat(end.getRunFailed().getKind()).isEqualTo("program");
    assertThat(end.getRunFailed().getCode()).isEqualTo("study.no_trial_completed");
    said().hasExactly(3);
  }

  @Test
  void aTrialWithoutItsObjectiveFails() throws Exception {
    StartRun.Builder ordered = Rig.study(study, "accept start solved=optimal", 1, 1);
    rig.begin(ordered);
    said().awaitOwn(Status::hasRunFailed);
    TrialEnded trial = Objects.requireNonNull(said().ended().get(0));
    assertThat(trial.getOutcome()).isEqualTo("failed");
    assertThat(trial.getMessage()).isEqualTo("The trial reported no value of auc.");
  }

  private ChangeStudy.Builder change(long revision) {
    return ChangeStudy.newBuilder()
        .setRunId(study)
        .setRevision(revision)
        .setParallelism(2)
        .setTrials(50);
  }

  private StudyLog said() {
    return new StudyLog(log(), study);
  }

  private StatusLog log() {
    return Objects.requireNonNull(opened);
  }
}
