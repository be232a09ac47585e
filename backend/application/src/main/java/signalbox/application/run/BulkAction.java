package signalbox.application.run;

/** What is done to many runs at once. The lower-case name is the public word. */
public enum BulkAction {
  TAG,
  UNTAG,
  CANCEL,
  RETRY,
  ARCHIVE,
  RESTORE,
  DELETE
}
