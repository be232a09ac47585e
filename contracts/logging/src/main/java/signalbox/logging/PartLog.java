package signalbox.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Leads into a part's log what would else go to standard error as plain text. */
public final class PartLog {
  private static final Logger LOG = LoggerFactory.getLogger(PartLog.class);

  private PartLog() {}

  /**
   * From now on lines of {@code java.util.logging}, which gRPC and OpenTelemetry use, and errors
   * that end a thread are lines like all others. Called once, at the start of the process.
   */
  public static void takeAll() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) ->
        LOG.error("The thread {} ended with an error", thread.getName(), thrown));
  }
}
