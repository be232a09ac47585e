package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.Ports;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.Status;
import signalbox.events.v1.TrialBegun;
import signalbox.ml.v1.SuggestRequest;

/** Studies whose instances, tuning services and orchestrators die. */
class StudyTroubleIT {
  private final Rig rig = new Rig();
  private final String study = UUID.randomUUID().toString();
  private @Nullable StatusLog opened;

  @BeforeEach
  void up() throws Exception {
    rig.topics.create(rig.bootstrap);
    opened = rig.log();
  }

  @AfterEach
  void down() throws Exception {
    rig.close();
  }

  @Test
  void theBudgetIsExactHoweverOftenInstancesAreKilled() throws Exception {
    int trials = 12;
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    ScriptedMlService ml = new ScriptedMlService("tabular", 4, 0);
    int port = ml.port();
    Map<String, String> parameters = new ConcurrentHashMap<>();
    begin("127.0.0.1:" + port, tuning.address());
    rig.begin(Rig.study(study, "accept start report=2 hold finish", trials, 4));
    int attempts = 0;
    for (int killed = 0; killed < 4; killed++) {
      ScriptedMlService victim = ml;
      await("two trials execute").atMost(Rig.PATIENCE).until(() -> victim.executed.size() >= 2);
      attempts += victim.executed.size();
      sameParameters(victim, parameters);
      victim.close();
      ml = new ScriptedMlService("tabular", 4, port);
    }
    ScriptedMlService last = rig.closes(ml);
    await("all trials have ended")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          last.releaseAll();
          return said().ended().size() == trials;
        });
    said().awaitOwn(Status::hasRunSucceeded);
    sameParameters(last, parameters);
    said().hasExactly(trials);
    assertThat(said().ended().values()).allMatch(trial -> trial.getOutcome().equals("completed"));
    assertThat(attempts).isGreaterThanOrEqualTo(8);
    assertThat(
            said().begun().values().stream()
                .map(TrialBegun::getTrialId)
                .filter(trial -> said().of(trial).stream().anyMatch(Status::hasRunRetrying)))
        .isNotEmpty();
    assertThat(tuning.impossible).isEmpty();
  }

  /** A trial that is tried again is the same trial. */
  private static void sameParameters(ScriptedMlService service, Map<String, String> known) {
    service.streams.forEach(stream -> {
      String before = known.putIfAbsent(stream.getRunId(), stream.getSpec().getParametersJson());
      assertThat(before).isIn(null, stream.getSpec().getParametersJson());
    });
  }

  @Test
  void anotherOrchestratorGoesOnWithAStudy() throws Exception {
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 4, 0));
    Orchestrator first = begin(ml.address(), tuning.address());
    rig.begin(Rig.study(study, "accept start report=2 hold report=2 finish", 9, 3));
    for (int number = 0; number < 3; number++) {
      said().awaitStarted(number);
    }
    ml.releaseAll();
    said().awaitEnded(3);
    for (int number = 3; number < 6; number++) {
      said().awaitStarted(number);
    }
    rig.change(
        ChangeStudy.newBuilder().setRunId(study).setRevision(4).setParallelism(2).setTrials(10));
    said().awaitOwn(status -> status.getStudyChanged().getTrials() == 10);
    int asked = tuning.questions.size();
    first.abort();
    begin(ml.address(), tuning.address());
    await("it is attached to what executes")
        .atMost(Rig.PATIENCE)
        .until(() -> attached(ml).size() >= 3);
    await("all have ended")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          ml.releaseAll();
          return said().ended().size() == 10;
        });
    Status end = said().awaitOwn(Status::hasRunSucceeded);
    assertThat(end.getRunSucceeded().getSummaryMap())
        .containsEntry(
            "auc",
            said().ended().values().stream()
                .mapToDouble(trial -> trial.getValues(0))
                .max()
                .orElseThrow());
    said().hasExactly(10);
    assertThat(said().lifecycle())
        .containsExactly("RUN_QUEUED", "RUN_STARTING", "RUN_STARTED", "RUN_SUCCEEDED");
    assertThat(ml.executed).hasSize(10).doesNotHaveDuplicates();
    // The new one knows nothing of what was told, so it tells all.
    List<SuggestRequest> questions = List.copyOf(tuning.questions);
    assertThat(questions.subList(asked, questions.size()))
        .anyMatch(question -> question.getKnown() == 0 && question.getToldCount() > 6);
    assertThat(tuning.impossible).isEmpty();
  }

  private static Set<String> attached(ScriptedMlService ml) {
    return ml.streams.stream()
        .filter(signalbox.ml.v1.StartRun::getAttachOnly)
        .map(signalbox.ml.v1.StartRun::getRunId)
        .collect(Collectors.toSet());
  }

  @Test
  void aStudyWaitsForTheTuningServiceAndSaysSo() throws Exception {
    int port = Ports.free();
    ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 4, 0));
    begin(ml.address(), "127.0.0.1:" + port);
    rig.begin(Rig.study(study, "accept start hold finish", 4, 2));
    Status trouble = said().awaitOwn(status -> !status.getStudyChanged().getTrouble().isEmpty());
    assertThat(trouble.getStudyChanged().getTrouble()).isEqualTo("No tuning service answers.");
    assertThat(said().begun()).isEmpty();

    ScriptedTuning tuning = new ScriptedTuning(port);
    said().awaitStarted(0);
    said().awaitStarted(1);
    assertThat(lastTrouble()).isEmpty();

    // It dies while trials execute: they go on.
    tuning.close();
    ml.releaseAll();
    said().awaitEnded(2);
    await("it is said again").atMost(Rig.PATIENCE).until(() -> !lastTrouble().isEmpty());
    ScriptedTuning back = rig.closes(new ScriptedTuning(port));
    said().awaitBegun(4);
    // What was begun and ended before is told to who has not heard it.
    assertThat(back.questions)
        .anyMatch(question -> question.getKnown() == 0 && question.getToldCount() >= 4);
    await("all have ended")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          ml.releaseAll();
          return said().ended().size() == 4;
        });
    said().awaitOwn(Status::hasRunSucceeded);
    said().hasExactly(4);
    assertThat(lastTrouble()).isEmpty();
    assertThat(back.impossible).isEmpty();
  }

  private String lastTrouble() {
    return said().own().stream()
        .filter(Status::hasStudyChanged)
        .map(status -> status.getStudyChanged().getTrouble())
        .reduce("", (_, last) -> last);
  }

  @Test
  void whoHasForgottenTheStoryHearsItAnew() throws Exception {
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 4, 0));
    begin(ml.address(), tuning.address());
    rig.begin(Rig.study(study, "accept start report=1 hold finish", 6, 1));
    for (int number = 0; number < 6; number++) {
      said().awaitStarted(number);
      if (number == 3) {
        tuning.forget();
      }
      ml.releaseAll();
      said().awaitEnded(number + 1);
    }
    said().awaitOwn(Status::hasRunSucceeded);
    said().hasExactly(6);
    assertThat(tuning.questions)
        .as("all is told, although it was told before")
        .anyMatch(question ->
            question.getKnown() == 0
                && question.getToldList().stream().anyMatch(told -> told.getNumber() == 3));
    assertThat(tuning.impossible).isEmpty();
  }

  @Test
  void aDefinitionThatIsRefusedFailsTheStudy() throws Exception {
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    tuning.failure =
        Code.INVALID_ARGUMENT.toStatus().withDescription("parameters: must not be empty");
    begin(tuning.address());
    rig.begin(Rig.study(study, "accept start finish", 4, 2));
    Status end = said().awaitOwn(Status::hasRunFailed);
    assertThat(end.getRunFailed().getCode()).isEqualTo("study.invalid_definition");
    assertThat(end.getRunFailed().getMessage()).isEqualTo("parameters: must not be empty");
    assertThat(said().begun()).isEmpty();
  }

  @Test
  void aStudyThatNobodyRemembersHasFailed() throws Exception {
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    begin(tuning.address());
    rig.begin(Rig.study(study, "accept start finish", 4, 2).setKnownSequence(5).setKnownAttempt(1));
    Status end = said().awaitOwn(Status::hasRunFailed);
    assertThat(end.getRunFailed().getCode()).isEqualTo("study.memory_lost");
    assertThat(end.getRunFailed().getKind()).isEqualTo("infrastructure");
    assertThat(end.getSequence()).isEqualTo(7);
    assertThat(end.getAttempt()).isEqualTo(1);
  }

  @Test
  void aCommandThatComesAgainIsAnsweredAndTrialsOfAStudyThatIsOverAreForgotten() throws Exception {
    ScriptedTuning tuning = rig.closes(new ScriptedTuning(0));
    ScriptedMlService ml = rig.closes(new ScriptedMlService("tabular", 4, 0));
    begin(ml.address(), tuning.address());
    rig.begin(Rig.study(study, "accept start hold finish", 3, 3));
    String first = said().awaitStarted(0);
    rig.begin(Rig.study(study, "accept start hold finish", 3, 3));
    await("the study and its live trials are told again")
        .atMost(Rig.PATIENCE)
        .until(() ->
            own(Status::hasTrialBegun) > 3
                && own(Status::hasRunStarted) > 1
                && said().of(first).stream().filter(Status::hasRunStarted).count() > 1);
    await("all have ended")
        .atMost(Rig.PATIENCE)
        .until(() -> {
          ml.releaseAll();
          return said().ended().size() == 3;
        });
    Status end = said().awaitOwn(Status::hasRunSucceeded);
    said().hasExactly(3);
    rig.begin(Rig.study(study, "accept start hold finish", 3, 3));
    await("the end is told again")
        .atMost(Rig.PATIENCE)
        .until(() -> said().own().stream().filter(end::equals).count() >= 2);
    assertThat(ml.executed).hasSize(3);

    Set<String> trials =
        said().begun().values().stream()
            .map(TrialBegun::getTrialId)
            .collect(Collectors.toCollection(HashSet::new));
    try (StatusLog changelog = new StatusLog(rig.bootstrap, rig.topics.runs(), 8)) {
      await("the trials are forgotten, and the study is not")
          .atMost(Rig.PATIENCE)
          .until(() ->
              trials.stream().noneMatch(trial -> remembered(changelog, trial))
                  && remembered(changelog, study));
    }
  }

  private long own(java.util.function.Predicate<Status> wanted) {
    return said().own().stream().filter(wanted).count();
  }

  /** True when the last record of the key is none that forgets it. */
  private static boolean remembered(StatusLog changelog, String key) {
    boolean remembered = true;
    boolean found = false;
    for (ConsumerRecord<String, byte[]> record : changelog.records) {
      if (key.equals(record.key())) {
        found = true;
        remembered = record.value() != null;
      }
    }
    return !found || remembered;
  }

  private Orchestrator begin(String... services) throws Exception {
    Orchestrator orchestrator = rig.closes(rig.orchestrator(0, services));
    orchestrator.start();
    Rig.awaitReady(orchestrator);
    return orchestrator;
  }

  private StudyLog said() {
    return new StudyLog(Objects.requireNonNull(opened), study);
  }
}
