package signalbox.domain.log;

import java.util.Locale;

/** What people filter and count by. The lower-case name is the public word. */
public enum LogLevel {
  CRITICAL(2),
  ERROR(3),
  WARNING(4),
  INFO(6),
  DEBUG(7);

  private static final LogLevel[] OF_SEVERITY = {
    CRITICAL, CRITICAL, CRITICAL, ERROR, WARNING, INFO, INFO, DEBUG
  };

  private final int severity;

  LogLevel(int severity) {
    this.severity = severity;
  }

  /** The largest syslog severity that belongs to the level: a smaller number is worse. */
  public int severity() {
    return severity;
  }

  /**
   * @param severity syslog severity, 0 to 7
   */
  public static LogLevel of(int severity) {
    return OF_SEVERITY[severity];
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
