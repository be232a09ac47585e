package signalbox.orchestrator.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import signalbox.ml.v1.MlServiceGrpc;
import signalbox.orchestrator.service.management.Meters;

/**
 * Times the calls to one instance, by method and status code: a plain call until it ended, a stream
 * until its first answer, or until it ended without one. Thread-safe.
 */
final class CallTimes implements ClientInterceptor {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final String address;
  private final MeterRegistry meters;

  CallTimes(String address, MeterRegistry meters) {
    this.address = address;
    this.meters = meters;
    for (MethodDescriptor<?, ?> method : MlServiceGrpc.getServiceDescriptor().getMethods()) {
      var _ = timer(method, Status.Code.OK);
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(new Timed<>(listener, method, Timer.start(meters)), headers);
      }
    };
  }

  private Timer timer(MethodDescriptor<?, ?> method, Status.Code code) {
    return Timer.builder("signalbox.grpc.call")
        .description("Time until an ML service has answered a call")
        .tags(
            "method",
            String.valueOf(method.getBareMethodName()),
            "code",
            code.name(),
            Meters.INSTANCE,
            address)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  /** Hears one call's answers; gRPC calls it from one thread at a time. */
  private final class Timed<A> extends SimpleForwardingClientCallListener<A> {
    private final MethodDescriptor<?, A> method;
    private final Timer.Sample begun;
    private boolean over;

    Timed(ClientCall.Listener<A> listener, MethodDescriptor<?, A> method, Timer.Sample begun) {
      super(listener);
      this.method = method;
      this.begun = begun;
    }

    @Override
    public void onMessage(A message) {
      if (method.getType() != MethodDescriptor.MethodType.UNARY) {
        end(Status.Code.OK);
      }
      super.onMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end(status.getCode());
      super.onClose(status, trailers);
    }

    private void end(Status.Code code) {
      if (!over) {
        over = true;
        begun.stop(timer(method, code));
      }
    }
  }
}
