package signalbox.orchestrator.service;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import signalbox.ml.v1.Algorithm;
import signalbox.ml.v1.DescribeRequest;
import signalbox.ml.v1.DescribeResponse;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.SuggestRequest;
import signalbox.ml.v1.SuggestResponse;
import signalbox.ml.v1.TrialTold;

/**
 * A tuning service over real gRPC. Proposes values of {@code x} that nobody has proposed before,
 * and says that trials whose reported value is below {@link #pruneBelow} are not worth going on.
 * Keeps the promises of the contract: remembers each study's story, refuses who believes it to know
 * something else, and notes a story that cannot be in {@link #impossible}.
 */
final class ScriptedTuning extends MlServiceGrpc.MlServiceImplBase implements AutoCloseable {
  private static final AtomicInteger PROPOSED = new AtomicInteger();

  private final Server server;
  private final String instanceId = UUID.randomUUID().toString();
  private final Map<String, Memory> memories = new HashMap<>();

  /** Each question, in the order in which they came. */
  final List<SuggestRequest> questions = new CopyOnWriteArrayList<>();

  final List<String> impossible = new CopyOnWriteArrayList<>();
  volatile @Nullable Status failure;
  volatile double pruneBelow = Double.NEGATIVE_INFINITY;

  ScriptedTuning(int port) {
    try {
      server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(this)
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

  /** What it remembers of a study, in its order. */
  synchronized List<TrialTold> story(String study) {
    return List.copyOf(memory(study).told);
  }

  /** It remembers nothing any more. */
  synchronized void forget() {
    memories.clear();
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
    answer.onNext(
        DescribeResponse.newBuilder()
            .setService("tuning")
            .setVersion("1")
            .setInstanceId(instanceId)
            .addAlgorithms(Algorithm.newBuilder().setName("tpe").setTitle("TPE").addKinds("study"))
            .build());
    answer.onCompleted();
  }

  @Override
  public void suggest(SuggestRequest request, StreamObserver<SuggestResponse> answer) {
    questions.add(request);
    Status failed = failure;
    SuggestResponse response = failed == null ? hear(request) : null;
    if (failed != null) {
      answer.onError(failed.asRuntimeException());
    } else if (response == null) {
      answer.onError(Status.FAILED_PRECONDITION.asRuntimeException());
    } else {
      answer.onNext(response);
      answer.onCompleted();
    }
  }

  private synchronized @Nullable SuggestResponse hear(SuggestRequest request) {
    if (request.getKnown() == 0) {
      memories.remove(request.getStudyId());
    }
    Memory memory = memory(request.getStudyId());
    if (request.getKnown() != memory.told.size()) {
      return null;
    }
    request.getToldList().forEach(memory::hear);
    SuggestResponse.Builder response = SuggestResponse.newBuilder().setKnown(memory.told.size());
    for (int i = 0; i < request.getCount(); i++) {
      response.addProposedJson("{\"x\":" + PROPOSED.incrementAndGet() + ",\"model.depth\":3}");
    }
    memory.values.forEach((number, value) -> {
      if (memory.running.contains(number) && value < pruneBelow) {
        response.addPrune(number);
      }
    });
    return response.build();
  }

  private Memory memory(String study) {
    return memories.computeIfAbsent(study, _ -> new Memory());
  }

  private final class Memory {
    private final List<TrialTold> told = new ArrayList<>();
    private final Set<Integer> running = new HashSet<>();
    private final Map<Integer, Double> values = new HashMap<>();
    private int begun;

    void hear(TrialTold thing) {
      int number = thing.getNumber();
      boolean possible =
          switch (thing.getToldCase()) {
            case BEGUN -> number == begun++ && running.add(number);
            case REPORTED -> running.contains(number);
            case ENDED -> running.remove(number);
            case TOLD_NOT_SET -> false;
          };
      if (thing.hasReported()) {
        values.put(number, thing.getReported().getValue());
      }
      if (!possible) {
        impossible.add(thing + " after " + told);
      }
      told.add(thing);
    }
  }

  /** Ends as a killed process would. */
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
