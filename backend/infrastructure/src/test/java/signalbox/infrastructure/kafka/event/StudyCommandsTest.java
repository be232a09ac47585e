package signalbox.infrastructure.kafka.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.application.event.InMemoryOutboxStore;
import signalbox.application.event.OutboxStore;
import signalbox.application.log.LogOutputs;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.CurrentTrace;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.TraceSpans;
import signalbox.application.study.EarlierTrial;
import signalbox.application.study.TestStudies;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineRange;
import signalbox.domain.log.LineRanges;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogKeys;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.study.Direction;
import signalbox.domain.study.Objective;
import signalbox.domain.study.SearchRange;
import signalbox.domain.study.Study;
import signalbox.domain.study.StudyDefinition;
import signalbox.domain.study.StudyMethod;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.StudySpec;

/** What the orchestrator is told of studies, and under which key. */
final class StudyCommandsTest {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final InMemoryOutboxStore store = new InMemoryOutboxStore();
  private final KafkaCommandOutbox outbox =
      new KafkaCommandOutbox(
          store,
          new ImmediateTransactions(),
          () -> {},
          TestRuns.IDS,
          () -> TestRuns.NOW,
          CurrentTrace.NONE,
          TraceSpans.NONE,
          "commands",
          new LogOutputs(() -> "127.0.0.1:1", new LogKeys(new byte[32])));
  private final Run run =
      TestRuns.study(
          new ProjectId(TestRuns.IDS.next()),
          new DatasetId(TestRuns.IDS.next()),
          new UserId(TestRuns.IDS.next()),
          "search");
  private final Study study = TestStudies.study(run.id());

  private OutboxStore.Message sent() {
    List<OutboxStore.Message> messages = new ArrayList<>();
    store.drain(
        10,
        waiting -> {
          waiting.forEach(one -> messages.add(one.message()));
          return Map.of();
        });
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private static Command command(OutboxStore.Message message)
      throws InvalidProtocolBufferException {
    return Command.parseFrom(message.payload());
  }

  private StudySpec started(Study wanted, List<EarlierTrial> earlier)
      throws InvalidProtocolBufferException {
    outbox.startStudy(run, wanted, List.of(), earlier);
    OutboxStore.Message message = sent();
    assertThat(message.key()).isEqualTo(run.id().toString());
    assertThat(message.headers())
        .containsEntry("ce_type", "signalbox.command.start_run")
        .doesNotContainKey(OutboxStore.Message.SUBJECT);
    StartRun start = command(message).getStartRun();
    assertThat(start.getSpec().getKind()).isEqualTo("study");
    assertThat(start.getSpec().getAlgorithm()).isEqualTo("lightgbm");
    assertThat(start.getSpec().getParametersJson()).contains("\"rounds\":20");
    assertThat(start.hasStudy()).isTrue();
    return start.getStudy();
  }

  @Test
  void aSetIsToldInItsOrderWithTheNamesOfItsInstances() throws InvalidProtocolBufferException {
    List<Dataset> set = List.of(instance("egout.mps", 2), instance("afiro.mps", 1));
    Run overASet =
        TestRuns.setStudy(
            run.projectId(), set.stream().map(Dataset::id).toList(), run.createdBy(), "tune");
    outbox.startStudy(overASet, study, set, List.of());
    RunSpec spec = command(sent()).getStartRun().getSpec();
    assertThat(spec.hasDataset()).isFalse();
    assertThat(spec.getInstancesList())
        .extracting(DatasetRef::getName)
        .containsExactly("egout.mps v2", "afiro.mps v1");
    assertThat(spec.getInstancesList())
        .extracting(DatasetRef::getObjectKey)
        .containsExactly("datasets/egout.mps", "datasets/afiro.mps");
    assertThat(spec.getInstances(0).getFormat()).isEqualTo("mps");
  }

  private Dataset instance(String name, int version) {
    return TestRuns.instance(run.projectId(), name, version, DatasetFormat.MPS);
  }

  @Test
  void aStudyIsToldWithItsDefinition()
      throws InvalidProtocolBufferException, JsonProcessingException {
    StudySpec spec = started(study, List.of());
    JsonNode expected =
        MAPPER.readTree(
            """
            {"parameters":[
               {"name":"z_rate","type":"float","low":0.001,"high":0.3,"log":true},
               {"name":"a.share","type":"float","low":0.0,"high":1.0,"step":0.25},
               {"name":"leaves","type":"integer","low":8,"high":128,"step":8},
               {"name":"boosting","type":"categorical","choices":["gbdt",1,2.5,true,null]}],
             "objectives":[{"metric":"roc_auc","direction":"maximize"}],
             "constraints":[{"metric":"rows","bound":10.5,"atLeast":true}],
             "sampler":{"name":"tpe","parameters":{"multivariate":true,"n_startup_trials":5}},
             "pruner":{"name":"median","parameters":{}},
             "seed":42}
            """);
    assertThat(MAPPER.readTree(spec.getDefinitionJson())).isEqualTo(expected);
    assertThat(spec.getSampler()).isEqualTo("tpe");
    assertThat(spec.getTrials()).isEqualTo(60);
    assertThat(spec.getParallelism()).isEqualTo(4);
    assertThat(spec.getTimeBudget().getSeconds()).isEqualTo(3600);
    assertThat(spec.getObjectivesList()).containsExactly("roc_auc");
    assertThat(spec.getConstraintsList())
        .singleElement()
        .satisfies(constraint -> {
          assertThat(constraint.getMetric()).isEqualTo("rows");
          assertThat(constraint.getBound()).isEqualTo(10.5);
          assertThat(constraint.getAtLeast()).isTrue();
        });
    assertThat(spec.getReportedMetric()).isEqualTo("valid/roc_auc");
    assertThat(spec.getEnqueuedJsonList()).isEmpty();
    assertThat(spec.getEarlierList()).isEmpty();
  }

  @Test
  void withoutAPrunerNothingIsReported()
      throws InvalidProtocolBufferException, JsonProcessingException {
    StudyDefinition plain =
        new StudyDefinition(
            Map.of("n", new SearchRange.Whole(1, 9, 1, false)),
            List.of(new Objective("gap", Direction.MINIMIZE)),
            List.of(),
            new StudyMethod("random", Map.of()),
            null,
            7);
    StudySpec spec = started(TestStudies.study(run.id(), plain), List.of());
    assertThat(MAPPER.readTree(spec.getDefinitionJson()).get("pruner").isNull()).isTrue();
    assertThat(MAPPER.readTree(spec.getDefinitionJson()).get("parameters").get(0))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"name":"n","type":"integer","low":1,"high":9}
                """));
    assertThat(spec.getReportedMetric()).isEmpty();
  }

  @Test
  void earlierTrialsAreToldAsFarAsTheyFit() throws InvalidProtocolBufferException {
    EarlierTrial one = new EarlierTrial(Map.of("leaves", 16), List.of(0.5));
    StudySpec few = started(study, List.of(one));
    assertThat(few.getEarlierList())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.getParametersJson()).isEqualTo("{\"leaves\":16}");
          assertThat(told.getValuesList()).containsExactly(0.5);
        });
  }

  @Test
  void whatDoesNotFitIsLeftOut() throws InvalidProtocolBufferException {
    EarlierTrial long1k = new EarlierTrial(Map.of("boosting", "x".repeat(2_000)), List.of(0.5));
    StudySpec many = started(study, Collections.nCopies(2_000, long1k));
    assertThat(many.getEarlierCount()).isBetween(900, 1_100);
  }

  @Test
  void aChangeCarriesTheWholePlan() throws InvalidProtocolBufferException {
    Study changed =
        study.with(
            study
                .plan()
                .withTrials(100)
                .withParallelism(7)
                .paused(true)
                .enqueueing(List.of(Map.of("leaves", 16)))
                .pruning(3),
            9);
    outbox.changeStudy(changed);
    OutboxStore.Message message = sent();
    assertThat(message.key()).isEqualTo(run.id().toString());
    assertThat(message.headers()).containsEntry("ce_type", "signalbox.command.change_study");
    assertThat(command(message).getChangeStudy())
        .isEqualTo(
            ChangeStudy.newBuilder()
                .setRunId(run.id().toString())
                .setRevision(5)
                .setPaused(true)
                .setStopping(false)
                .setParallelism(7)
                .setTrials(100)
                .addEnqueuedJson("{\"leaves\":16}")
                .addPrune(3)
                .build());
  }

  @Test
  void commandsOfATrialGoTheWayOfItsStudy() throws InvalidProtocolBufferException {
    Run trial = TestRuns.trial(run, 4);
    outbox.cancelRun(trial, CancelMode.GRACEFUL, Duration.ofSeconds(30));
    OutboxStore.Message cancel = sent();
    assertThat(cancel.key()).isEqualTo(run.id().toString());
    assertThat(cancel.headers()).containsEntry(OutboxStore.Message.SUBJECT, trial.id().toString());
    assertThat(command(cancel).getCancelRun().getRunId()).isEqualTo(trial.id().toString());
  }

  @Test
  void linesOfATrialAreAskedForOnTheWayOfItsStudy() throws InvalidProtocolBufferException {
    Run trial = TestRuns.trial(run, 4);
    outbox.resend(
        new LogAttemptId(LogId.of(trial.id()), 1),
        run.id(),
        "a:1",
        LineRanges.of(List.of(new LineRange(1, 2))),
        0);
    OutboxStore.Message resend = sent();
    assertThat(resend.key()).isEqualTo(run.id().toString());
    assertThat(resend.headers()).containsEntry(OutboxStore.Message.SUBJECT, trial.id().toString());
    assertThat(command(resend).getResendLogs().getRunId()).isEqualTo(trial.id().toString());
  }
}
