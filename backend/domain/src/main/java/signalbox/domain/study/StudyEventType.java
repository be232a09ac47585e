package signalbox.domain.study;

/** What can happen in a study. The lower-case name is the public word. */
public enum StudyEventType {
  CREATED,
  /** A tuning service has taken it up. */
  SEARCHING,
  /** Something hinders it; the text says what. */
  HINDERED,
  /** Nothing hinders it any more. */
  FREED,
  PAUSED,
  RESUMED,
  /** Another budget of trials, or another parallelism. */
  CHANGED,
  ENQUEUED,
  PRUNE_REQUESTED,
  STOP_REQUESTED,
  CANCEL_REQUESTED,
  TRIAL_BEGUN,
  /** An attempt of a trial executes. */
  TRIAL_STARTED,
  /** An attempt was lost; another follows. */
  TRIAL_RETRYING,
  TRIAL_COMPLETED,
  TRIAL_PRUNED,
  TRIAL_FAILED,
  TRIAL_CANCELLED,
  SUCCEEDED,
  FAILED,
  CANCELLED
}
