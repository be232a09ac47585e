package signalbox.orchestrator.service.tracing;

import org.slf4j.MDC;

/** While it is open, what this thread logs belongs to a run and its trace. */
public final class LogContext implements AutoCloseable {
  private static final String TRACE = "trace_id";
  private static final String SPAN = "span_id";
  private static final String RUN = "run_id";

  private LogContext() {}

  /**
   * @param traceparent a W3C trace context; empty when there is none
   */
  public static LogContext of(String traceparent, String runId) {
    String[] parts = traceparent.split("-", -1);
    if (parts.length == 4) {
      MDC.put(TRACE, parts[1]);
      MDC.put(SPAN, parts[2]);
    }
    MDC.put(RUN, runId);
    return new LogContext();
  }

  @Override
  public void close() {
    MDC.remove(TRACE);
    MDC.remove(SPAN);
    MDC.remove(RUN);
  }
}
