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
  /** The request to stop left the orchestrator for the instance. */
  CANCEL_DELIVERED,
  CANCEL_ACKNOWLEDGED,
  /** What a stop keeps is stored. */
  CHECKPOINT_SAVED,
  /** It was quiet for too long: its command was published again. */
  COMMAND_REPUBLISHED,
  /** Where an attempt executes; the detail is the environment. */
  ENVIRONMENT_CAPTURED,
  ARTIFACT_STORED,
  MODEL_STORED,
  /** A model was announced that cannot be registered; the detail says why. */
  MODEL_REFUSED,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  TIMED_OUT,
  /** It came with a project's file; the detail says from where. Not of its life. */
  IMPORTED
}
