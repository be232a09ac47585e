package signalbox.presentation.rest;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Watches requests, for traces and metrics. Thread-safe; its methods must not throw. */
@FunctionalInterface
public interface RequestObserver {
  /**
   * Called on the request's thread before anything else is done for it.
   *
   * @param route the path's template, so that there are few different ones
   * @param header looks up a request header
   */
  Observation started(String method, String route, Function<String, @Nullable String> header);

  /** One request under observation; used by its thread alone. */
  interface Observation {
    /** 32 lower-case hex digits (W3C Trace Context). */
    String traceId();

    /** Called once, on the thread that started, when the answer is known. */
    void finished(int status);
  }
}
