package signalbox.application.log;

import java.time.Instant;

/** Where a page of a log lies. */
public sealed interface LogPlace {
  /** Lines with a larger number. */
  record After(long seq) implements LogPlace {}

  /** The last lines with a smaller number. */
  record Before(long seq) implements LogPlace {}

  /** A line and what surrounds it. */
  record Around(long seq) implements LogPlace {}

  /** The first line of this time or later, and what surrounds it. */
  record AtTime(Instant time) implements LogPlace {}

  /** The last lines. */
  record Tail() implements LogPlace {}
}
