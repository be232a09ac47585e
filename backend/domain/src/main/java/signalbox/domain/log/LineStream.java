package signalbox.domain.log;

import java.util.Locale;
import java.util.Optional;

/** Where a line came from. */
public enum LineStream {
  /** A logging library. */
  LOG(0),
  STDOUT(1),
  STDERR(2);

  private final int code;

  LineStream(int code) {
    this.code = code;
  }

  /** The number that is signed and stored. */
  public int code() {
    return code;
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  public static LineStream of(int code) {
    return switch (code) {
      case 0 -> LOG;
      case 1 -> STDOUT;
      case 2 -> STDERR;
      default -> throw new IllegalArgumentException("No stream " + code);
    };
  }

  public static Optional<LineStream> ofWord(String word) {
    return switch (word) {
      case "log" -> Optional.of(LOG);
      case "stdout" -> Optional.of(STDOUT);
      case "stderr" -> Optional.of(STDERR);
      default -> Optional.empty();
    };
  }

  /** The word that senders and clients use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
