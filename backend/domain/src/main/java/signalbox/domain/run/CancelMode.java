package signalbox.domain.run;

/** How a run is stopped. The lower-case name is the public word. */
public enum CancelMode {
  /** The algorithm may save what it has; it is killed after a grace period. */
  GRACEFUL,
  /** At once. */
  KILL
}
