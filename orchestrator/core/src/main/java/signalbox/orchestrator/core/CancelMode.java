package signalbox.orchestrator.core;

/** How a run is stopped. */
public enum CancelMode {
  /** The algorithm may save what it has. */
  GRACEFUL,
  /** At once. */
  KILL
}
