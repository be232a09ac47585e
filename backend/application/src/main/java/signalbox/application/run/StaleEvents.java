package signalbox.application.run;

import java.util.Map;
import signalbox.domain.run.RunId;

/** Learns of events that were refused because a newer attempt has fenced theirs. Thread-safe. */
@FunctionalInterface
public interface StaleEvents {
  /** Nobody listens. */
  StaleEvents NONE = _ -> {};

  void refused(Map<RunId, Long> events);
}
