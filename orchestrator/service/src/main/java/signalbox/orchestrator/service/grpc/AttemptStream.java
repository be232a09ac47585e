package signalbox.orchestrator.service.grpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.ml.v1.RunRequest;
import signalbox.ml.v1.RunResponse;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * The wire of one session: what is sent once it is open and until it is closed, whether anybody has
 * answered on it, and how many events may come.
 *
 * <p>Guarded by the lock of the session, which the caller holds; but any thread may ask for the
 * trace context, and drop a stream that was open when it was closed. The receiver is called on
 * gRPC's threads, without the lock.
 */
final class AttemptStream {
  /** How many events may be on their way or held. */
  static final int WINDOW = 64;

  private static final Logger LOG = LoggerFactory.getLogger(AttemptStream.class);

  /** Who listens. */
  interface Receiver {
    void receive(RunResponse response);

    void ended(Status status);
  }

  private final StreamWatch watch = new StreamWatch();
  private final Tracing tracing;
  private volatile String traceparent;
  private @Nullable ClientCallStreamObserver<RunRequest> requests;
  private boolean answered;
  private boolean closed;

  /**
   * @param traceparent the trace context of who opens it
   */
  AttemptStream(Tracing tracing, String traceparent) {
    this.tracing = tracing;
    this.traceparent = traceparent;
  }

  /** The trace context of what comes on it; of who opens it as long as it is not open. */
  String traceparent() {
    return traceparent;
  }

  /** Opens it and sends the first request. */
  void open(MlInstance instance, RunRequest first, Receiver receiver) {
    CallSpan span = new CallSpan(tracing, traceparent, instance.address());
    var _ =
        MlServiceGrpc.newStub(instance.channel())
            .withInterceptors(span, watch)
            .run(new Answers(receiver));
    traceparent = span.traceparent();
    write(first);
  }

  /** True from its opening on, for good. */
  boolean isOpen() {
    return requests != null;
  }

  /** The first answer has come. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Nothing is sent from here on and nothing that comes counts; the wire is left as it is. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Sends it, unless the stream is closed or not open yet. */
  void send(RunRequest request) {
    if (!closed) {
      write(request);
    }
  }

  private void write(RunRequest request) {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open == null) {
      return;
    }
    try {
      open.onNext(request);
    } catch (IllegalStateException ended) {
      LOG.debug("The stream has ended; {} not sent", request.getRequestCase());
    }
  }

  /** One more event may come. */
  void more() {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      open.request(1);
    }
  }

  /** Tells the service that nothing more is sent; it may still finish what it says. */
  void finish() {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      try {
        open.onCompleted();
      } catch (IllegalStateException alreadyEnded) {
        LOG.debug("The stream had ended already");
      }
      open.request(WINDOW);
    }
  }

  /** Ends it without a word. */
  void drop(String why) {
    ClientCallStreamObserver<RunRequest> open = requests;
    if (open != null) {
      open.cancel(why, null);
    }
  }

  /** True when nobody can know whether the service has read the first request. */
  boolean maybeTaken() {
    return watch.maybeTaken();
  }

  private final class Answers implements ClientResponseObserver<RunRequest, RunResponse> {
    private final Receiver receiver;

    Answers(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<RunRequest> stream) {
      stream.disableAutoRequestWithInitial(WINDOW);
      requests = stream;
    }

    @Override
    public void onNext(RunResponse response) {
      receiver.receive(response);
    }

    @Override
    public void onError(Throwable failure) {
      receiver.ended(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      receiver.ended(Status.OK.withDescription("the stream ended without a result"));
    }
  }
}
