package signalbox.domain.log;

/** Numbers of lines by level. */
public record LevelCounts(long critical, long error, long warning, long info, long debug) {
  public static final LevelCounts NONE = new LevelCounts(0, 0, 0, 0, 0);

  public LevelCounts plus(LevelCounts other) {
    return new LevelCounts(
        critical + other.critical,
        error + other.error,
        warning + other.warning,
        info + other.info,
        debug + other.debug);
  }

  public long of(LogLevel level) {
    return switch (level) {
      case CRITICAL -> critical;
      case ERROR -> error;
      case WARNING -> warning;
      case INFO -> info;
      case DEBUG -> debug;
    };
  }

  public long total() {
    return critical + error + warning + info + debug;
  }
}
