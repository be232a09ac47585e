package signalbox.application.run;

import java.util.function.Consumer;

/** A table that is read page by page while it is written. */
@FunctionalInterface
public interface RunExport {
  /** Gives each row to the sink, in order; what comes or goes meanwhile may or may not be there. */
  void read(Consumer<RunRow> sink);
}
