package signalbox.domain.run;

/** What can happen to a run. The lower-case name is the public word. */
public enum RunEventType {
  CREATED,
  QUEUED,
  STARTING,
  RUNNING,
  LOST_CONTACT,
  REGAINED,
  RETRYING,
  CANCEL_REQUESTED,
  CANCEL_ACKNOWLEDGED,
  ARTIFACT_STORED,
  MODEL_STORED,
  /** A model was announced that cannot be registered; the detail says why. */
  MODEL_REFUSED,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT
}
