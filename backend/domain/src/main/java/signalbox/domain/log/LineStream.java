package signalbox.domain.log;

import java.util.Locale;
import java.util.Optional;

/** Where a line came from. The ordinal is stored and signed: never change the order. */
public enum LineStream {
  /** A logging library. */
  LOG,
  STDOUT,
  STDERR;

  private static final LineStream[] ALL = values();

  /**
   * @throws ArrayIndexOutOfBoundsException when there is none
   */
  public static LineStream of(int code) {
    return ALL[code];
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
