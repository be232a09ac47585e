package signalbox.orchestrator.service.grpc;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

/** The W3C trace context in gRPC metadata. */
final class TraceHeader {
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private TraceHeader() {}

  static ClientInterceptor of(String traceparent) {
    Metadata metadata = new Metadata();
    if (!traceparent.isEmpty()) {
      metadata.put(TRACEPARENT, traceparent);
    }
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }
}
