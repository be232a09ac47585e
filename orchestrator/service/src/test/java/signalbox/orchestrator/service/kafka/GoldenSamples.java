package signalbox.orchestrator.service.kafka;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import signalbox.events.v1.Algorithm;
import signalbox.events.v1.ArtifactStored;
import signalbox.events.v1.CancelAcknowledged;
import signalbox.events.v1.CancelDelivered;
import signalbox.events.v1.CancelMode;
import signalbox.events.v1.CancelRun;
import signalbox.events.v1.ChangeStudy;
import signalbox.events.v1.CheckpointSaved;
import signalbox.events.v1.Column;
import signalbox.events.v1.Command;
import signalbox.events.v1.DatasetRef;
import signalbox.events.v1.EarlierTrial;
import signalbox.events.v1.EnvironmentCaptured;
import signalbox.events.v1.FileRef;
import signalbox.events.v1.LineRange;
import signalbox.events.v1.LogOutput;
import signalbox.events.v1.LogTotals;
import signalbox.events.v1.LogsResent;
import signalbox.events.v1.MetricInfo;
import signalbox.events.v1.MetricPoint;
import signalbox.events.v1.MetricsReported;
import signalbox.events.v1.ModelRef;
import signalbox.events.v1.ModelStored;
import signalbox.events.v1.Predict;
import signalbox.events.v1.PredictionAnswered;
import signalbox.events.v1.PredictionError;
import signalbox.events.v1.PredictionResult;
import signalbox.events.v1.ProjectLimits;
import signalbox.events.v1.ResendLogs;
import signalbox.events.v1.RunCancelled;
import signalbox.events.v1.RunFailed;
import signalbox.events.v1.RunLostContact;
import signalbox.events.v1.RunProgressed;
import signalbox.events.v1.RunQueued;
import signalbox.events.v1.RunRegained;
import signalbox.events.v1.RunRetrying;
import signalbox.events.v1.RunSpec;
import signalbox.events.v1.RunStarted;
import signalbox.events.v1.RunStarting;
import signalbox.events.v1.RunSucceeded;
import signalbox.events.v1.RunTimedOut;
import signalbox.events.v1.ServiceDescribed;
import signalbox.events.v1.StartRun;
import signalbox.events.v1.Status;
import signalbox.events.v1.StudyChanged;
import signalbox.events.v1.StudyConstraint;
import signalbox.events.v1.StudySpec;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;
import signalbox.events.v1.Validation;
import signalbox.events.v1.WaitReason;

/**
 * A sample of each message, as it is written when it is released. What was released once stays as
 * it is: a change is another sample.
 */
final class GoldenSamples {
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(1_767_225_600).build();
  private static final String ID = "019b7a5e-0000-7000-8000-000000000001";

  private GoldenSamples() {}

  /** By name. */
  static Map<String, Message> all() {
    Map<String, Message> samples = new LinkedHashMap<>();
    ModelRef model =
        ModelRef.newBuilder()
            .setObjectKey("runs/" + ID + "/1/model.zip")
            .setSha256("ab12")
            .setSizeBytes(4096)
            .setFormat("signalbox-model-v1")
            .setAlgorithm("lightgbm")
            .build();
    samples.put(
        "command-start-run",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setPriority(5)
                    .setMaxAttempts(3)
                    .setSpec(
                        RunSpec.newBuilder()
                            .setKind("training")
                            .setAlgorithm("lightgbm")
                            .setTask("classification")
                            .setParametersJson("{\"rounds\":100}")
                            .setDataset(
                                DatasetRef.newBuilder()
                                    .setDatasetId("019b7a5e-0000-7000-8000-000000000003")
                                    .setObjectKey("datasets/d/ab12")
                                    .setSha256("ab12")
                                    .setSizeBytes(57_018)
                                    .setFormat("csv")
                                    .setDelimiter(",")
                                    .addColumns(
                                        Column.newBuilder().setName("age").setType("number"))
                                    .setRows(891))
                            .setTarget("survived")
                            .addExcludedColumns("alive")
                            .setValidation(
                                Validation.newBuilder()
                                    .setMethod("holdout")
                                    .setTestFraction(0.25)
                                    .setFolds(5)
                                    .setSeed(42))
                            .setModel(model)
                            .setOutputFormat("csv")
                            .setTimeLimit(Duration.newBuilder().setSeconds(600))))
            .build());
    samples.put(
        "command-cancel-run",
        command()
            .setCancelRun(
                CancelRun.newBuilder()
                    .setRunId(ID)
                    .setMode(CancelMode.CANCEL_MODE_GRACEFUL)
                    .setGrace(Duration.newBuilder().setSeconds(30)))
            .build());
    samples.put(
        "command-predict",
        command()
            .setPredict(
                Predict.newBuilder()
                    .setPredictionId(ID)
                    .setModel(model)
                    .setRowsJson("[{\"age\":29}]")
                    .setDeadline(TIME))
            .build());
    samples.put(
        "status-run-queued",
        run(0, 1)
            .setRunQueued(
                RunQueued.newBuilder()
                    .setReason("2 ahead of it")
                    .setCommandPartition(3)
                    .setCommandOffset(17))
            .build());
    samples.put(
        "status-run-starting",
        run(1, 2)
            .setRunStarting(
                RunStarting.newBuilder().setService("tabular").setInstance("127.0.0.1:50051"))
            .build());
    samples.put(
        "status-run-started",
        run(1, 3)
            .setRunStarted(
                RunStarted.newBuilder().setService("tabular").setInstance("127.0.0.1:50051"))
            .build());
    samples.put(
        "status-run-lost-contact",
        run(1, 4).setRunLostContact(RunLostContact.newBuilder().setReason("silence")).build());
    samples.put(
        "status-run-regained", run(1, 5).setRunRegained(RunRegained.getDefaultInstance()).build());
    samples.put(
        "status-run-retrying",
        run(1, 6)
            .setRunRetrying(
                RunRetrying.newBuilder()
                    .setFailedAttempt(1)
                    .setReason("gone")
                    .setNextAttemptAt(TIME))
            .build());
    samples.put(
        "status-run-succeeded",
        run(2, 7)
            .setRunSucceeded(
                RunSucceeded.newBuilder()
                    .putSummary("roc_auc", 0.87)
                    .setModel(
                        ModelStored.newBuilder()
                            .setArtifactName("model.zip")
                            .setFormat("signalbox-model-v1")
                            .setSignatureJson("{}"))
                    .setStoppedEarly(true))
            .build());
    samples.put(
        "status-run-failed",
        run(2, 7)
            .setRunFailed(
                RunFailed.newBuilder()
                    .setKind("program")
                    .setCode("target.one_class")
                    .setMessage("The target has one class.")
                    .setPhase("loading")
                    .setExceptionType("ValueError")
                    .setStackTrace("Traceback"))
            .build());
    samples.put(
        "status-run-cancelled",
        run(2, 7).setRunCancelled(RunCancelled.newBuilder().setKilled(true)).build());
    samples.put(
        "status-run-timed-out",
        run(2, 7).setRunTimedOut(RunTimedOut.newBuilder().setMessage("The time is over.")).build());
    samples.put(
        "status-run-progressed",
        run(1, 8)
            .setRunProgressed(
                RunProgressed.newBuilder()
                    .setFraction(0.5)
                    .setDone(50)
                    .setTotal(100)
                    .setUnit("iteration")
                    .setPhase("training"))
            .build());
    samples.put(
        "status-metrics-reported",
        run(1, 9)
            .setMetricsReported(
                MetricsReported.newBuilder()
                    .addPoints(
                        MetricPoint.newBuilder()
                            .setKey("valid.auc")
                            .setStep(7)
                            .setValue(0.83)
                            .setTime(TIME)
                            .setRole("score"))
                    .addPoints(
                        MetricPoint.newBuilder()
                            .setKey("valid.loss")
                            .setStep(7)
                            .setValue(Double.NaN)
                            .setRole("loss")))
            .build());
    samples.put(
        "status-artifact-stored",
        run(1, 10)
            .setArtifactStored(
                ArtifactStored.newBuilder()
                    .setName("model.zip")
                    .setObjectKey("runs/" + ID + "/1/model.zip")
                    .setContentType("application/zip")
                    .setSizeBytes(4096)
                    .setSha256("ab12")
                    .setRole("model"))
            .build());
    samples.put(
        "status-cancel-acknowledged",
        run(1, 11)
            .setCancelAcknowledged(
                CancelAcknowledged.newBuilder().setMode(CancelMode.CANCEL_MODE_KILL))
            .build());
    samples.put(
        "status-prediction-answered",
        status()
            .setPredictionAnswered(
                PredictionAnswered.newBuilder()
                    .setPredictionId(ID)
                    .setResult(
                        PredictionResult.newBuilder()
                            .setPredictionsJson("[{\"prediction\":1}]")
                            .setInferenceTime(Duration.newBuilder().setNanos(1_500_000))))
            .build());
    samples.put(
        "status-prediction-answered-refused",
        status()
            .setPredictionAnswered(
                PredictionAnswered.newBuilder()
                    .setPredictionId(ID)
                    .setError(
                        PredictionError.newBuilder()
                            .setKind("invalid")
                            .setMessage("age: expected number")))
            .build());
    samples.put(
        "status-service-described",
        status()
            .setServiceDescribed(
                ServiceDescribed.newBuilder()
                    .setService("tabular")
                    .setInstance("127.0.0.1:50051")
                    .setVersion("0.1.0")
                    .setInstanceId(ID)
                    .setUp(true)
                    .setSlots(2)
                    .setSlotsInUse(1)
                    .addAlgorithms(
                        Algorithm.newBuilder()
                            .setName("lightgbm")
                            .setTitle("LightGBM")
                            .setDescription("Gradient boosting.")
                            .addKinds("training")
                            .addTasks("classification")
                            .setParametersSchemaJson("{\"type\":\"object\"}")
                            .addMetrics(
                                MetricInfo.newBuilder()
                                    .setKey("valid.auc")
                                    .setRole("score")
                                    .setMaximize(true)
                                    .setTask("classification")
                                    .setStepUnit("iteration")))
                    .setBreakerState("closed")
                    .setLastError("UNAVAILABLE"))
            .build());
    samples.put(
        "status-service-described-breaker-open",
        status()
            .setServiceDescribed(
                ServiceDescribed.newBuilder()
                    .setService("tabular")
                    .setInstance("127.0.0.1:50051")
                    .setBreakerState("open")
                    .setFailureRate(0.55)
                    .setCalls(20)
                    .setFailedCalls(11)
                    .setNextProbeAt(TIME)
                    .setOrchestrator("orchestrator-1")
                    .setQueued(3)
                    .setRunning(1)
                    .setStaleEvents(2)
                    .setRetriesLeft(4)
                    .setRetryBudget(10)
                    .setDraining(true))
            .build());
    samples.put(
        "status-run-queued-waiting",
        run(1, 4)
            .setRunQueued(
                RunQueued.newBuilder()
                    .setReason("Service tabular is down")
                    .setWait(
                        WaitReason.newBuilder()
                            .setKind("breaker_open")
                            .setService("tabular")
                            .setAhead(2)
                            .setUntil(TIME)))
            .build());
    samples.put(
        "status-cancel-delivered",
        run(1, 2)
            .setCancelDelivered(
                CancelDelivered.newBuilder()
                    .setMode(CancelMode.CANCEL_MODE_GRACEFUL)
                    .setInstance("127.0.0.1:50051"))
            .build());
    samples.put(
        "status-checkpoint-saved",
        run(1, 12)
            .setCheckpointSaved(
                CheckpointSaved.newBuilder().setArtifactName("model.zip").setStep(48))
            .build());
    samples.put(
        "status-environment-captured",
        run(1, 2)
            .setEnvironmentCaptured(
                EnvironmentCaptured.newBuilder()
                    .setEnvironmentJson("{\"host\": \"worker-7\", \"packages\": []}"))
            .build());
    samples.put(
        "status-log-totals",
        run(1, 13).setLogTotals(LogTotals.newBuilder().setLines(1_000).setHash("ab12")).build());
    LineRange lines = LineRange.newBuilder().setFrom(48_119).setTo(48_402).build();
    samples.put(
        "status-logs-resent",
        run(1, 0)
            .setLogsResent(
                LogsResent.newBuilder()
                    .setOutcome("sent")
                    .setLinesSent(283)
                    .addMissing(lines)
                    .setTotals(LogTotals.newBuilder().setLines(50_000).setHash("ab12")))
            .build());
    samples.put(
        "command-resend-logs",
        command()
            .setResendLogs(
                ResendLogs.newBuilder()
                    .setRunId(ID)
                    .setAttempt(1)
                    .setInstance("127.0.0.1:50051")
                    .addRanges(lines)
                    .setStoredThrough(48_118))
            .build());
    samples.put(
        "command-resend-logs-elsewhere",
        command()
            .setResendLogs(
                ResendLogs.newBuilder()
                    .setRunId(ID)
                    .setAttempt(1)
                    .setInstance("127.0.0.1:50051")
                    .addRanges(lines)
                    .setStoredThrough(48_118)
                    .setAddress("127.0.0.1:8081"))
            .build());
    samples.put(
        "command-start-run-with-log",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setMaxAttempts(3)
                    .setSpec(RunSpec.newBuilder().setKind("training").setAlgorithm("lightgbm"))
                    .setLog(
                        LogOutput.newBuilder()
                            .setAddress("127.0.0.1:8080")
                            .setKey(ByteString.copyFrom(new byte[32]))))
            .build());
    samples.put(
        "command-start-run-known",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setSpec(RunSpec.newBuilder().setKind("training").setAlgorithm("lightgbm"))
                    .setKnownSequence(7)
                    .setKnownAttempt(2))
            .build());
    samples.put(
        "command-cancel-run-known",
        command()
            .setCancelRun(
                CancelRun.newBuilder().setRunId(ID).setKnownSequence(7).setKnownAttempt(2))
            .build());
    samples.put(
        "project-limits",
        ProjectLimits.newBuilder()
            .setSchemaVersion(1)
            .setProjectId("019b7a5e-0000-7000-8000-000000000002")
            .setMaxRunning(4)
            .setWeight(2)
            .build());
    samples.put(
        "command-start-run-solve",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setMaxAttempts(3)
                    .setSpec(
                        RunSpec.newBuilder()
                            .setKind("solve")
                            .setAlgorithm("highs")
                            .setParametersJson("{\"time_limit_seconds\":60,\"seed\":7}")
                            .setDataset(
                                DatasetRef.newBuilder()
                                    .setDatasetId("019b7a5e-0000-7000-8000-000000000003")
                                    .setObjectKey("datasets/d/cd34")
                                    .setSha256("cd34")
                                    .setSizeBytes(3_245)
                                    .setFormat("mps"))
                            .setTimeLimit(Duration.newBuilder().setSeconds(600))
                            .setWarmStart(
                                FileRef.newBuilder()
                                    .setObjectKey(
                                        "runs/019b7a5e-0000-7000-8000-000000000004/1/solution.json")
                                    .setSha256("ef56")
                                    .setSizeBytes(412))))
            .build());
    samples.put(
        "status-run-succeeded-solve",
        run(2, 7)
            .setRunSucceeded(
                RunSucceeded.newBuilder()
                    .putSummary("objective", 1_201_500)
                    .putSummary("gap", 0.0625)
                    .setStoppedEarly(true)
                    .setOutcome("stopped"))
            .build());
    samples.put(
        "status-service-described-solve",
        status()
            .setServiceDescribed(
                ServiceDescribed.newBuilder()
                    .setService("solving")
                    .setInstance("127.0.0.1:50052")
                    .setVersion("0.1.0")
                    .setInstanceId(ID)
                    .setUp(true)
                    .setSlots(2)
                    .addAlgorithms(
                        Algorithm.newBuilder()
                            .setName("highs")
                            .setTitle("HiGHS")
                            .setDescription("Linear and mixed-integer models.")
                            .addKinds("solve")
                            .setParametersSchemaJson("{\"type\":\"object\"}")
                            .addMetrics(
                                MetricInfo.newBuilder().setKey("incumbent").setRole("incumbent"))
                            .addInstanceFormats("mps")
                            .addInstanceFormats("lp"))
                    .setBreakerState("closed"))
            .build());
    addStudies(samples);
    return samples;
  }

  private static DatasetRef instance(String ending, String name) {
    return DatasetRef.newBuilder()
        .setDatasetId("019b7a5e-0000-7000-8000-0000000000" + ending)
        .setObjectKey("datasets/d/" + ending)
        .setSha256("ab" + ending)
        .setSizeBytes(3_245)
        .setFormat("mps")
        .setName(name)
        .build();
  }

  private static void addStudies(Map<String, Message> samples) {
    samples.put(
        "command-start-run-with-study",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setSpec(
                        RunSpec.newBuilder()
                            .setKind("study")
                            .setAlgorithm("lightgbm")
                            .setTask("classification")
                            .setParametersJson("{\"rounds\":100}")
                            .setTarget("survived"))
                    .setMaxAttempts(100)
                    .setStudy(
                        StudySpec.newBuilder()
                            .setDefinitionJson(
                                "{\"parameters\":[{\"name\":\"num_leaves\",\"type\":\"integer\","
                                    + "\"low\":8,\"high\":128}],\"objectives\":[{\"metric\":\"auc\","
                                    + "\"direction\":\"maximize\"}],\"constraints\":[],"
                                    + "\"sampler\":{\"name\":\"tpe\",\"parameters\":{}},"
                                    + "\"pruner\":null,\"seed\":42}")
                            .setSampler("tpe")
                            .setTrials(200)
                            .setParallelism(4)
                            .setTimeBudget(Duration.newBuilder().setSeconds(3_600))
                            .addEnqueuedJson("{\"num_leaves\":31}")
                            .addEarlier(
                                EarlierTrial.newBuilder()
                                    .setParametersJson("{\"num_leaves\":64}")
                                    .addValues(0.875))
                            .addObjectives("auc")
                            .addConstraints(
                                StudyConstraint.newBuilder()
                                    .setMetric("fit_seconds")
                                    .setBound(10)
                                    .setAtLeast(true))
                            .setReportedMetric("auc")))
            .build());
    samples.put(
        "command-start-run-with-instances",
        command()
            .setStartRun(
                StartRun.newBuilder()
                    .setRunId(ID)
                    .setProjectId("019b7a5e-0000-7000-8000-000000000002")
                    .setSpec(
                        RunSpec.newBuilder()
                            .setKind("study")
                            .setAlgorithm("highs")
                            .setParametersJson("{\"time_limit_seconds\":60}")
                            .addInstances(instance("03", "egout.mps v2"))
                            .addInstances(instance("04", "afiro.mps v1")))
                    .setMaxAttempts(100)
                    .setStudy(
                        StudySpec.newBuilder()
                            .setDefinitionJson(
                                "{\"parameters\":[{\"name\":\"presolve\",\"type\":\"categorical\","
                                    + "\"choices\":[\"on\",\"off\"]}],\"objectives\":[{\"metric\":"
                                    + "\"set/gap_integral\",\"direction\":\"minimize\"}],"
                                    + "\"constraints\":[],\"sampler\":{\"name\":\"tpe\"},"
                                    + "\"pruner\":{\"name\":\"median\"},\"seed\":42}")
                            .setSampler("tpe")
                            .setTrials(20)
                            .setParallelism(2)
                            .addObjectives("set/gap_integral")
                            .setReportedMetric("set/gap_integral")))
            .build());
    samples.put(
        "status-service-described-sets",
        status()
            .setServiceDescribed(
                ServiceDescribed.newBuilder()
                    .setService("solving")
                    .setInstance("127.0.0.1:50052")
                    .setVersion("0.1.0")
                    .setInstanceId(ID)
                    .setUp(true)
                    .setSlots(2)
                    .addAlgorithms(
                        Algorithm.newBuilder()
                            .setName("highs")
                            .setTitle("HiGHS")
                            .addKinds("solve")
                            .setParametersSchemaJson("{\"type\":\"object\"}")
                            .addMetrics(
                                MetricInfo.newBuilder()
                                    .setKey("set/gap_integral")
                                    .setRole("loss")
                                    .setStepUnit("tick")
                                    .setOfSet(true))
                            .addInstanceFormats("mps"))
                    .setBreakerState("closed"))
            .build());
    samples.put(
        "command-change-study",
        command()
            .setChangeStudy(
                ChangeStudy.newBuilder()
                    .setRunId(ID)
                    .setRevision(3)
                    .setPaused(true)
                    .setStopping(true)
                    .setParallelism(8)
                    .setTrials(300)
                    .addEnqueuedJson("{\"num_leaves\":31}")
                    .addPrune(0)
                    .addPrune(17))
            .build());
    samples.put(
        "status-trial-begun",
        run(1, 18)
            .setTrialBegun(
                TrialBegun.newBuilder()
                    .setNumber(17)
                    .setTrialId("019b7a5e-0000-7000-8000-000000000004")
                    .setParametersJson("{\"num_leaves\":47}")
                    .setProposed(true))
            .build());
    samples.put(
        "status-trial-ended",
        run(1, 18)
            .setTrialEnded(
                TrialEnded.newBuilder()
                    .setNumber(17)
                    .setTrialId("019b7a5e-0000-7000-8000-000000000004")
                    .setOutcome("completed")
                    .addValues(0.875)
                    .addConstraints(-2.5)
                    .setLastStep(99)
                    .setMessage("The trial reported no value of auc."))
            .build());
    samples.put(
        "status-study-changed",
        run(1, 3)
            .setStudyChanged(
                StudyChanged.newBuilder()
                    .setPaused(true)
                    .setStopping(true)
                    .setParallelism(8)
                    .setTrials(300)
                    .setTrouble("No tuning service answers."))
            .build());
  }

  private static Command.Builder command() {
    return Command.newBuilder().setCommandId(ID).setSchemaVersion(1).setTime(TIME);
  }

  private static Status.Builder run(int attempt, long sequence) {
    return status().setRunId(ID).setAttempt(attempt).setSequence(sequence);
  }

  private static Status.Builder status() {
    return Status.newBuilder().setStatusId(ID).setSchemaVersion(1).setTime(TIME);
  }
}
