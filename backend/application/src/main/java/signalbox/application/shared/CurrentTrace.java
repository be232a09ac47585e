package signalbox.application.shared;

import java.util.Optional;

/** The W3C trace context of the calling thread. Thread-safe. */
@FunctionalInterface
public interface CurrentTrace {
  /** No trace at all. */
  CurrentTrace NONE = Optional::empty;

  /** {@code 00-<trace id>-<span id>-<flags>}; empty when the thread works for no request. */
  Optional<String> traceparent();

  /** The trace id, 32 hexadecimal digits. */
  default Optional<String> traceId() {
    return traceparent().map(CurrentTrace::traceId).filter(id -> !id.isEmpty());
  }

  /** The trace id within a W3C trace context; empty when there is none. */
  static String traceId(String traceparent) {
    String[] parts = traceparent.split("-", -1);
    return parts.length >= 4 ? parts[1] : "";
  }
}
