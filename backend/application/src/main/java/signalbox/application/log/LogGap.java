package signalbox.application.log;

import signalbox.domain.log.LineRange;

/** Numbers without a line, and why. */
public record LogGap(LineRange lines, Kind kind) {
  /** Why lines are not there. The lower-case name is the public word. */
  public enum Kind {
    /** Not stored yet; asked for again. */
    PENDING,
    /** Can no longer be had. */
    MISSING,
    /** Was stored, and removed by retention. */
    REMOVED
  }
}
