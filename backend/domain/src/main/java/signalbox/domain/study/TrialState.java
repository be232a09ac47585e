package signalbox.domain.study;

/** How a trial is. The lower-case name is the public word. */
public enum TrialState {
  /** It has begun and not ended, wherever its run is. */
  RUNNING,
  /** It has a value of every objective. */
  COMPLETED,
  /** It was not worth going on. */
  PRUNED,
  FAILED,
  /** Somebody stopped it, or the study. */
  CANCELLED;

  /** True when it never changes again. */
  public boolean ended() {
    return this != RUNNING;
  }
}
