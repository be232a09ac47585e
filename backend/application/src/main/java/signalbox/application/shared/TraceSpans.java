package signalbox.application.shared;

import org.jspecify.annotations.Nullable;

/** Spans of work that no request of this process asked for: messages, timers. Thread-safe. */
@FunctionalInterface
public interface TraceSpans {
  /** Traces nothing. */
  TraceSpans NONE = (name, traceparent) -> new NoSpan();

  /**
   * Begins a span and makes it the current one of this thread, which must close it.
   *
   * @param name what is done, with few different values: {@code status run}
   * @param traceparent the W3C trace context that caused the work; null or unreadable for a new
   *     trace
   */
  Span start(String name, @Nullable String traceparent);

  /** Work that is going on. */
  interface Span extends AutoCloseable {
    /** Notes that the work failed. */
    void failed(Throwable cause);

    @Override
    void close();
  }

  /** A span that nobody sees. */
  final class NoSpan implements Span {
    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}
  }
}
