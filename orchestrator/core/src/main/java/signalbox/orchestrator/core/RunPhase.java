package signalbox.orchestrator.core;

/** Where a run stands. */
public enum RunPhase {
  /** Nothing is known of the run yet. */
  CREATED,
  /** It waits for a slot. */
  QUEUED,
  /** Handed to an instance that has not answered yet; from outside it still waits. */
  OFFERED,
  /** An instance has taken the attempt. */
  STARTING,
  /** User code runs. */
  RUNNING,
  /** Nothing was heard of the attempt for a lease. */
  LOST_CONTACT,
  /** An attempt was lost; the next one begins after a pause. */
  RETRYING,
  /** It was told to stop and has not ended yet. */
  CANCELLING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT;

  /** True when the run has ended and never changes again. */
  public boolean terminal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> true;
      case CREATED, QUEUED, OFFERED, STARTING, RUNNING, LOST_CONTACT, RETRYING, CANCELLING -> false;
    };
  }

  /** True when an attempt of the run occupies, or may occupy, a slot of an instance. */
  public boolean holdsSlot() {
    return switch (this) {
      case OFFERED, STARTING, RUNNING, LOST_CONTACT, CANCELLING -> true;
      case CREATED, QUEUED, RETRYING, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> false;
    };
  }
}
