package signalbox.application.shared;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Spans that stay in memory. Thread-safe. */
public final class RecordedSpans implements TraceSpans {
  private final AtomicLong last = new AtomicLong();

  /** What was told of, in the order of the ends. */
  public final List<Recorded> ended = new CopyOnWriteArrayList<>();

  @Override
  public Span start(Kind kind, String name, @Nullable String traceparent, @Nullable Instant since) {
    String trace = traceparent == null ? "f".repeat(32) : CurrentTrace.traceId(traceparent);
    return new Recorded(
        kind,
        name,
        traceparent == null ? "" : traceparent,
        "00-%s-%016x-01".formatted(trace, last.incrementAndGet()),
        Optional.ofNullable(since));
  }

  /** The only span of the name that has ended. */
  public Recorded only(String name) {
    List<Recorded> found = ended.stream().filter(span -> span.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " spans are called " + name + ": " + ended);
    }
    return found.getFirst();
  }

  /** A span. */
  public final class Recorded implements Span {
    private final Kind kind;
    private final String name;
    private final String parent;
    private final String own;
    private final Optional<Instant> since;
    private final Map<String, String> attributes = new ConcurrentHashMap<>();

    private Recorded(Kind kind, String name, String parent, String own, Optional<Instant> since) {
      this.kind = kind;
      this.name = name;
      this.parent = parent;
      this.own = own;
      this.since = since;
    }

    public Kind kind() {
      return kind;
    }

    public String name() {
      return name;
    }

    /** The trace context that it was begun under; empty for none. */
    public String parent() {
      return parent;
    }

    /** The trace context of what it causes. */
    public String own() {
      return own;
    }

    public Optional<Instant> since() {
      return since;
    }

    public Map<String, String> attributes() {
      return attributes;
    }

    @Override
    public Scope enter() {
      return () -> {};
    }

    @Override
    public Span with(String attribute, String value) {
      attributes.put(attribute, value);
      return this;
    }

    @Override
    public Span with(String attribute, long value) {
      attributes.put(attribute, Long.toString(value));
      return this;
    }

    @Override
    public Optional<String> traceparent() {
      return Optional.of(own);
    }

    @Override
    public void failed(Throwable cause) {
      attributes.put("error.type", cause.getClass().getName());
    }

    @Override
    public void close() {
      ended.add(this);
    }

    @Override
    public String toString() {
      return name + " under " + parent;
    }
  }
}
