package signalbox.application.shared;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spans of work that no request of this thread stands for: messages, timers, what viewers are told.
 * Thread-safe.
 */
@FunctionalInterface
public interface TraceSpans {
  /** Traces nothing. */
  TraceSpans NONE = (_, _, _, _) -> new NoSpan();

  /** What a span is to the others of its trace. */
  enum Kind {
    /** Work within this process. */
    INTERNAL,

    /** Something is made or sent that others receive later. */
    PRODUCER,

    /** Something is handled that others sent earlier. */
    CONSUMER
  }

  /**
   * Begins a span.
   *
   * @param name what is done, with few different values: {@code send signalbox.commands}
   * @param traceparent the W3C trace context that caused the work; null or unreadable for a new
   *     trace
   * @param since when the work began; null for now
   */
  Span start(Kind kind, String name, @Nullable String traceparent, @Nullable Instant since);

  /** Begins a span now. */
  default Span start(Kind kind, String name, @Nullable String traceparent) {
    return start(kind, name, traceparent, null);
  }

  /** Work that is going on; it is told of once it is closed. Used by one thread at a time. */
  interface Span extends AutoCloseable {
    /** Makes it the current one of this thread, in logs too, until the answer is closed. */
    Scope enter();

    /** Notes a fact; never a secret, and nothing of what a user has written. */
    Span with(String attribute, String value);

    /** Notes a number. */
    Span with(String attribute, long value);

    /** The W3C trace context for what this work causes; empty where nothing is traced. */
    Optional<String> traceparent();

    /** Notes that the work failed. */
    void failed(Throwable cause);

    @Override
    void close();
  }

  /** While it is open, a span is the current one of a thread. Scopes close in reverse order. */
  @FunctionalInterface
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** A span that nobody sees. */
  final class NoSpan implements Span {
    @Override
    public Scope enter() {
      return () -> {};
    }

    @Override
    public Span with(String attribute, String value) {
      return this;
    }

    @Override
    public Span with(String attribute, long value) {
      return this;
    }

    @Override
    public Optional<String> traceparent() {
      return Optional.empty();
    }

    @Override
    public void failed(Throwable cause) {}

    @Override
    public void close() {}
  }
}
