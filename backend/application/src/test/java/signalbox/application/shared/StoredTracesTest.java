package signalbox.application.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoredTracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final RecordedSpans spans = new RecordedSpans();
  private final StoredTraces traces = new StoredTraces(spans);

  @Test
  void theFirstViewerContinuesTheTraceAndTheOthersDoNot() {
    TraceSpans.Span store = store(TRACE);

    traces.telling("push run", TRACE).orElseThrow().close();

    RecordedSpans.Recorded push = spans.only("push run");
    assertThat(push.parent()).isEqualTo(store.traceparent().orElseThrow());
    assertThat(push.kind()).isEqualTo(TraceSpans.Kind.PRODUCER);
    assertThat(traces.telling("push run", TRACE)).isEmpty();
  }

  @Test
  void tellsWhatWasStoredLast() {
    store(TRACE);
    TraceSpans.Span last = store(TRACE);

    traces.telling("push run", TRACE).orElseThrow().close();

    assertThat(spans.only("push run").parent()).isEqualTo(last.traceparent().orElseThrow());
    assertThat(traces.telling("push run", TRACE)).isEmpty();
  }

  @Test
  void knowsNothingOfOtherTraces() {
    store(TRACE);

    assertThat(traces.telling("push run", null)).isEmpty();
    assertThat(traces.telling("push run", "0af7651916cd43dd8448eb211c80319c")).isEmpty();
  }

  @Test
  void remembersOnlyTheNewest() {
    for (int i = 0; i <= StoredTraces.MOST; i++) {
      store("%032x".formatted(i + 1));
    }

    assertThat(traces.telling("push run", "%032x".formatted(1))).isEmpty();
    assertThat(traces.telling("push run", "%032x".formatted(2))).isPresent();
  }

  @Test
  void tracesNothingWhereNothingIsTraced() {
    StoredTraces none = new StoredTraces(TraceSpans.NONE);

    none.storing(TraceSpans.NONE.start(TraceSpans.Kind.CONSUMER, "process", null));

    assertThat(none.telling("push run", TRACE)).isEmpty();
  }

  private TraceSpans.Span store(String trace) {
    TraceSpans.Span span =
        spans.start(
            TraceSpans.Kind.INTERNAL, "store statuses", "00-" + trace + "-00f067aa0ba902b7-01");
    traces.storing(span);
    return span;
  }
}
