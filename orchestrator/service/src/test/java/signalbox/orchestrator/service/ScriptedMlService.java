package signalbox.orchestrator.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.Accepted;
import signalbox.ml.v1.Algorithm;
import signalbox.ml.v1.ArtifactInfo;
import signalbox.ml.v1.CancelAcknowledged;
import signalbox.ml.v1.CancelMode;
import signalbox.ml.v1.Cancelled;
import signalbox.ml.v1.Checkpoint;
import signalbox.ml.v1.DescribeRequest;
import signalbox.ml.v1.DescribeResponse;
import signalbox.ml.v1.Failed;
import signalbox.ml.v1.FailureKind;
import signalbox.ml.v1.Finished;
import signalbox.ml.v1.Heartbeat;
import signalbox.ml.v1.LineRange;
import signalbox.ml.v1.LogTotals;
import signalbox.ml.v1.MetricPoint;
import signalbox.ml.v1.MetricRole;
import signalbox.ml.v1.Metrics;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.ModelOutput;
import signalbox.ml.v1.PredictRequest;
import signalbox.ml.v1.PredictResponse;
import signalbox.ml.v1.Progress;
import signalbox.ml.v1.ResendLogsRequest;
import signalbox.ml.v1.ResendLogsResponse;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;
import signalbox.ml.v1.StartRun;
import signalbox.ml.v1.Started;
import signalbox.ml.v1.UploadCompleted;
import signalbox.ml.v1.UploadRequested;

/**
 * An ML service over real gRPC that does what each run's parameters say: words such as {@code
 * accept start metric progress=50 upload=model.zip hold finish}. {@code hangup}: the stream ends
 * right after the last event. {@code hold} waits for {@link #release}, or for a stop. Of a trial
 * the words are the parameter {@code script}; what it reports and is worth is its {@code x}. Keeps
 * the promises of the contract: starts a (run, attempt) once, replays to who attaches, refuses what
 * is older.
 */
final class ScriptedMlService extends MlServiceGrpc.MlServiceImplBase implements AutoCloseable {
  private final Server server;
  private final String service;
  private final int slots;
  private final String instanceId = UUID.randomUUID().toString();
  private final Map<String, Execution> executions = new ConcurrentHashMap<>();

  /** Each execution that really began: run and attempt. */
  final List<String> executed = new CopyOnWriteArrayList<>();

  /** Each stream that was opened: the first request. */
  final List<StartRun> streams = new CopyOnWriteArrayList<>();

  /** Each run that was told to stop, as often as that was. */
  final List<String> stops = new CopyOnWriteArrayList<>();

  final List<String> traceparents = new CopyOnWriteArrayList<>();
  final Map<String, signalbox.ml.v1.GrantUpload> grants = new ConcurrentHashMap<>();
  final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  final AtomicInteger predictCalls = new AtomicInteger();
  final AtomicInteger describeCalls = new AtomicInteger();
  final List<ResendLogsRequest> resendWishes = new CopyOnWriteArrayList<>();
  volatile @Nullable Status resendFailure;
  volatile @Nullable Status describeFailure;
  volatile @Nullable Status predictFailure;

  ScriptedMlService(String service, int slots, int port) {
    this.service = service;
    this.slots = slots;
    try {
      server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(this)
              .intercept(new TraceReader())
              .build()
              .start();
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  /** True when the run was started here, whether it goes on or has ended. */
  boolean executes(String runId) {
    return executions.containsKey(runId);
  }

  /** True when the run's last event was said, whether anybody has heard it or not. */
  boolean ended(String runId) {
    Execution execution = executions.get(runId);
    return execution != null && execution.ended;
  }

  /** Ends the {@code hold} of a run. */
  void release(String runId) {
    Execution execution = executions.get(runId);
    if (execution == null) {
      throw new IllegalStateException("No execution of " + runId);
    }
    execution.held.countDown();
  }

  /** Ends each {@code hold} that there is now. */
  void releaseAll() {
    executions.values().forEach(execution -> execution.held.countDown());
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
    describeCalls.incrementAndGet();
    Status failure = describeFailure;
    if (failure != null) {
      answer.onError(failure.asRuntimeException());
      return;
    }
    answer.onNext(
        DescribeResponse.newBuilder()
            .setService(service)
            .setVersion("1")
            .setInstanceId(instanceId)
            .setSlots(slots)
            .setSlotsInUse(working())
            .addAlgorithms(
                Algorithm.newBuilder()
                    .setName("scripted-" + service)
                    .setTitle("Scripted")
                    .addKinds("training"))
            .build());
    answer.onCompleted();
  }

  @Override
  public void resendLogs(ResendLogsRequest request, StreamObserver<ResendLogsResponse> answer) {
    resendWishes.add(request);
    Status failure = resendFailure;
    if (failure != null) {
      answer.onError(failure.asRuntimeException());
      return;
    }
    answer.onNext(
        ResendLogsResponse.newBuilder()
            .setLinesSent(3)
            .addMissing(LineRange.newBuilder().setFrom(5).setTo(6))
            .setTotals(LogTotals.newBuilder().setLines(7).setHash("ab12"))
            .build());
    answer.onCompleted();
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> answer) {
    predictCalls.incrementAndGet();
    Status failure = predictFailure;
    if (failure != null) {
      answer.onError(failure.asRuntimeException());
      return;
    }
    answer.onNext(
        PredictResponse.newBuilder()
            .setPredictionsJson("[{\"prediction\":" + request.getRowsJson().length() + "}]")
            .build());
    answer.onCompleted();
  }

  private int working() {
    return (int) executions.values().stream().filter(execution -> !execution.ended).count();
  }

  @Override
  public StreamObserver<RunRequest> run(StreamObserver<RunResponse> answers) {
    return new StreamObserver<>() {
      private @Nullable Execution execution;

      @Override
      public void onNext(RunRequest request) {
        switch (request.getRequestCase()) {
          case START -> execution = begin(request.getStart(), answers);
          case CANCEL -> {
            stops.add(of().start.getRunId());
            of().stop(request.getCancel().getMode());
          }
          case GRANT_UPLOAD -> of().granted(request.getGrantUpload());
          case ACKNOWLEDGE ->
              acknowledged.merge(
                  of().start.getRunId(), request.getAcknowledge().getSequence(), Math::max);
          case REQUEST_NOT_SET -> throw new IllegalArgumentException("empty request");
        }
      }

      private Execution of() {
        Execution known = execution;
        if (known == null) {
          throw new IllegalStateException("The first request must start");
        }
        return known;
      }

      @Override
      public void onError(Throwable gone) {
        Execution known = execution;
        if (known != null) {
          known.forget(answers);
        }
      }

      @Override
      public void onCompleted() {
        Execution known = execution;
        if (known != null) {
          known.detach(answers);
        }
      }
    };
  }

  private synchronized @Nullable Execution begin(
      StartRun start, StreamObserver<RunResponse> answers) {
    streams.add(start);
    Execution there = executions.get(start.getRunId());
    if (there != null && there.start.getAttempt() > start.getAttempt()) {
      answers.onError(Status.FAILED_PRECONDITION.withDescription("stale").asRuntimeException());
      return null;
    }
    if (there == null || there.start.getAttempt() < start.getAttempt()) {
      if (start.getAttachOnly()) {
        answers.onError(Status.NOT_FOUND.withDescription("not here").asRuntimeException());
        return null;
      }
      if (working() >= slots) {
        answers.onError(Status.RESOURCE_EXHAUSTED.withDescription("no slot").asRuntimeException());
        return null;
      }
      there = new Execution(start);
      executions.put(start.getRunId(), there);
      executed.add(start.getRunId() + "#" + start.getAttempt());
      there.attach(answers, start.getFromSequence());
      Execution begun = there;
      Thread.ofVirtual().start(begun::play);
    } else {
      there.attach(answers, start.getFromSequence());
    }
    return there;
  }

  private final class Execution {
    final StartRun start;
    final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch upload = new CountDownLatch(1);
    private final List<RunResponse> said = new ArrayList<>();
    private @Nullable StreamObserver<RunResponse> stream;
    private volatile @Nullable CancelMode stopped;
    volatile boolean ended;
    private volatile boolean hangsUp;

    Execution(StartRun start) {
      this.start = start;
    }

    void play() {
      try {
        for (String word : script().split(" ", -1)) {
          if (ended) {
            return;
          }
          step(word);
        }
      } catch (InterruptedException killed) {
        Thread.currentThread().interrupt();
      }
    }

    private String script() {
      String parameters = start.getSpec().getParametersJson();
      return parameters.startsWith("{")
          ? parameters(parameters).getFieldsOrThrow("script").getStringValue()
          : parameters;
    }

    /** What it is worth. */
    private double value() {
      String parameters = start.getSpec().getParametersJson();
      return parameters.startsWith("{")
          ? parameters(parameters).getFieldsOrThrow("x").getNumberValue()
          : 0.9;
    }

    private void step(String word) throws InterruptedException {
      String[] parts = word.split("=", 2);
      switch (parts[0]) {
        case "accept" ->
            say(response().setAccepted(Accepted.newBuilder().setInstanceId(instanceId)));
        case "start" -> say(response().setStarted(Started.getDefaultInstance()));
        case "metric" ->
            say(
                response()
                    .setMetrics(
                        Metrics.newBuilder()
                            .addPoints(
                                MetricPoint.newBuilder()
                                    .setKey("auc")
                                    .setStep(1)
                                    .setValue(0.9)
                                    .setRole(MetricRole.METRIC_ROLE_SCORE))));
        case "report" -> {
          for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
            say(
                response()
                    .setMetrics(
                        Metrics.newBuilder()
                            .addPoints(
                                MetricPoint.newBuilder().setKey("loss").setStep(i).setValue(1))
                            .addPoints(
                                MetricPoint.newBuilder()
                                    .setKey("auc")
                                    .setStep(i)
                                    .setValue(value()))));
          }
        }
        case "progress" -> {
          int steps = Integer.parseInt(parts[1]);
          for (int i = 1; i <= steps; i++) {
            say(
                response()
                    .setProgress(Progress.newBuilder().setFraction((double) i / steps).setDone(i)));
          }
        }
        case "upload" -> {
          ArtifactInfo artifact =
              ArtifactInfo.newBuilder()
                  .setName(parts[1])
                  .setContentType("application/zip")
                  .setSizeBytes(3)
                  .setRole(parts[1].endsWith(".json") ? "solution" : "model")
                  .build();
          say(
              response()
                  .setUploadRequested(
                      UploadRequested.newBuilder().setUploadId("u").setArtifact(artifact)));
          if (upload.await(20, TimeUnit.SECONDS)) {
            say(
                response()
                    .setUploadCompleted(
                        UploadCompleted.newBuilder().setUploadId("u").setArtifact(artifact)));
          }
        }
        case "checkpoint" ->
            say(
                response()
                    .setCheckpoint(
                        Checkpoint.newBuilder().setArtifactName("best.zip").setStep(48)));
        case "totals" ->
            say(response().setLogTotals(LogTotals.newBuilder().setLines(7).setHash("ab12")));
        case "hangup" -> hangsUp = true;
        case "hold" -> held.await();
        case "finish" ->
            end(
                response()
                    .setFinished(
                        Finished.newBuilder()
                            .putSummary("auc", value())
                            .setModel(ModelOutput.newBuilder().setArtifactName("model.zip"))
                            .setStoppedEarly(stopped != null)));
        case "solved" ->
            end(
                response()
                    .setFinished(
                        Finished.newBuilder()
                            .putSummary("objective", 3)
                            .setStoppedEarly(stopped != null)
                            .setOutcome(parts[1])));
        case "fail" ->
            end(
                response()
                    .setFailed(
                        Failed.newBuilder()
                            .setKind(FailureKind.FAILURE_KIND_PROGRAM)
                            .setCode("program.error")
                            .setMessage("It failed.")));
        case "break" ->
            end(
                response()
                    .setFailed(
                        Failed.newBuilder()
                            .setKind(FailureKind.FAILURE_KIND_INFRASTRUCTURE)
                            .setCode("disk")
                            .setMessage("The disk is gone.")));
        default -> throw new IllegalArgumentException("unknown word " + word);
      }
    }

    private RunResponse.Builder response() {
      return RunResponse.newBuilder();
    }

    private synchronized void say(RunResponse.Builder builder) {
      RunResponse response = builder.setSequence(said.size() + 1L).build();
      said.add(response);
      StreamObserver<RunResponse> open = stream;
      if (open != null) {
        open.onNext(response);
      }
    }

    private synchronized void end(RunResponse.Builder builder) {
      if (!ended) {
        ended = true;
        say(builder);
        if (hangsUp) {
          hangUp();
        }
      }
    }

    private synchronized void hangUp() {
      StreamObserver<RunResponse> open = stream;
      if (open != null) {
        open.onCompleted();
        stream = null;
      }
    }

    synchronized void attach(StreamObserver<RunResponse> answers, long from) {
      stream = answers;
      answers.onNext(RunResponse.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build());
      said.stream().filter(one -> one.getSequence() > from).forEach(answers::onNext);
      if (ended && hangsUp) {
        hangUp();
      }
    }

    synchronized void forget(StreamObserver<RunResponse> answers) {
      if (answers.equals(stream)) {
        stream = null;
      }
    }

    synchronized void detach(StreamObserver<RunResponse> answers) {
      if (answers.equals(stream)) {
        answers.onCompleted();
        stream = null;
      }
    }

    void granted(signalbox.ml.v1.GrantUpload grant) {
      grants.put(start.getRunId(), grant);
      upload.countDown();
    }

    void stop(CancelMode mode) {
      stopped = mode;
      if (!ended) {
        say(response().setCancelAcknowledged(CancelAcknowledged.newBuilder().setMode(mode)));
        end(
            response()
                .setCancelled(
                    Cancelled.newBuilder().setKilled(mode == CancelMode.CANCEL_MODE_KILL)));
      }
      held.countDown();
    }
  }

  private static Struct parameters(String json) {
    Struct.Builder read = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, read);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalArgumentException(json, broken);
    }
    return read.build();
  }

  private final class TraceReader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String trace = headers.get(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER));
      if (trace != null) {
        traceparents.add(trace);
      }
      return next.startCall(call, headers);
    }
  }

  /** Ends as a killed process would: all streams break, all executions are gone. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
