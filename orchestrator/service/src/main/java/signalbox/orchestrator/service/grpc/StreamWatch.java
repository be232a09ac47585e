package signalbox.orchestrator.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Notices whether the request of one call was ever written, and whether the service itself has
 * ended it. Thread-safe.
 */
final class StreamWatch implements ClientInterceptor {
  private volatile boolean messageSent;
  private volatile boolean trailersCame;

  /** True when nobody can know whether the service has read the request. */
  boolean maybeTaken() {
    return messageSent && !trailersCame;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(method, options.withStreamTracerFactory(new Tracers()));
  }

  private final class Tracers extends ClientStreamTracer.Factory {
    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundMessageSent(int number, long wireSize, long size) {
          messageSent = true;
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
          trailersCame = true;
        }
      };
    }
  }
}
