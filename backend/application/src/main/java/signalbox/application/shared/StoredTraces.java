package signalbox.application.shared;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Continues a trace from where something was stored to where the first viewer is told of it: these
 * are threads that know nothing of each other, and what they share is the trace's id. Holds the
 * newest {@value #MOST} traces. Thread-safe.
 */
public final class StoredTraces {
  static final int MOST = 1000;

  private final TraceSpans spans;

  // Guarded by this.
  private final Map<String, String> newest =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  public StoredTraces(TraceSpans spans) {
    this.spans = spans;
  }

  /** Something is about to be stored that viewers will be told of. */
  public void storing(TraceSpans.Span span) {
    span.traceparent().ifPresent(this::remember);
  }

  private synchronized void remember(String traceparent) {
    String trace = CurrentTrace.traceId(traceparent);
    if (!trace.isEmpty()) {
      // As the newest, also when it is known.
      newest.remove(trace);
      newest.put(trace, traceparent);
    }
  }

  /**
   * Begins a span of telling a viewer, once for each time that something was stored: however many
   * viewers there are, the trace has one span of it.
   *
   * @param trace the id of the trace; null for none
   */
  public Optional<TraceSpans.Span> telling(String name, @Nullable String trace) {
    String stored = take(trace);
    return stored == null
        ? Optional.empty()
        : Optional.of(spans.start(TraceSpans.Kind.PRODUCER, name, stored));
  }

  private synchronized @Nullable String take(@Nullable String trace) {
    return trace == null ? null : newest.remove(trace);
  }
}
