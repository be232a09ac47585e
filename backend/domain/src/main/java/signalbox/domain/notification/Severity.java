package signalbox.domain.notification;

/** How much a notification matters. The lower-case name is the public word. */
public enum Severity {
  SUCCESS,
  INFO,
  WARNING,
  ERROR
}
