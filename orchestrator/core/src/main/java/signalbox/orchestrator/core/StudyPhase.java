package signalbox.orchestrator.core;

/** Where a study stands. */
public enum StudyPhase {
  /** Nothing is known of the study yet. */
  CREATED,
  /** It is known; no tuning service has taken its definition yet. */
  QUEUED,
  /** Trials begin and end. */
  SEARCHING,
  /** No trial begins any more; those that execute go on to their end. */
  STOPPING,
  /** It was told to stop, and its trials with it; some of them have not ended yet. */
  CANCELLING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** True when the study has ended and never changes again. */
  public boolean terminal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case CREATED, QUEUED, SEARCHING, STOPPING, CANCELLING -> false;
    };
  }
}
