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
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import signalbox.orchestrator.service.tracing.Tracing;

/**
 * One call to an ML service as a span that lasts as long as the call. The service gets its W3C
 * trace context in the metadata. A call that belongs to no trace has no span. Thread-safe.
 */
final class CallSpan implements ClientInterceptor {
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final Tracing tracing;
  private final String parent;
  private final String address;
  private volatile String traceparent;

  /**
   * @param parent the W3C trace context of who calls; empty for none
   * @param address the instance, {@code host:port}
   */
  CallSpan(Tracing tracing, String parent, String address) {
    this.tracing = tracing;
    this.parent = parent;
    this.address = address;
    this.traceparent = parent;
  }

  /** The trace context of the call; that of who calls as long as it has not begun. */
  String traceparent() {
    return traceparent;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    if (parent.isEmpty()) {
      return call;
    }
    Tracing.Begun begun = begin(method);
    traceparent = begun.traceparent();
    return new SimpleForwardingClientCall<Q, A>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(TRACEPARENT, begun.traceparent());
        super.start(new Ending<>(listener, begun), headers);
      }
    };
  }

  private Tracing.Begun begin(MethodDescriptor<?, ?> method) {
    Tracing.Begun begun = tracing.begin(method.getFullMethodName(), SpanKind.CLIENT, parent);
    int colon = address.lastIndexOf(':');
    begun
        .span()
        .setAttribute("rpc.system", "grpc")
        .setAttribute("rpc.service", String.valueOf(method.getServiceName()))
        .setAttribute("rpc.method", String.valueOf(method.getBareMethodName()))
        .setAttribute("server.address", address.substring(0, colon))
        .setAttribute("server.port", Long.parseLong(address.substring(colon + 1)));
    return begun;
  }

  /** Ends the span with the call. */
  private static final class Ending<A> extends SimpleForwardingClientCallListener<A> {
    private final Tracing.Begun begun;

    Ending(ClientCall.Listener<A> listener, Tracing.Begun begun) {
      super(listener);
      this.begun = begun;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      Status.Code code = status.getCode();
      begun.span().setAttribute("rpc.grpc.status_code", code.value());
      // What was cancelled was cancelled here.
      if (code != Status.Code.OK && code != Status.Code.CANCELLED) {
        begun.span().setStatus(StatusCode.ERROR, code.name());
      }
      begun.close();
      super.onClose(status, trailers);
    }
  }
}
