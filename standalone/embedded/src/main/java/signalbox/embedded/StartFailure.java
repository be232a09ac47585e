package signalbox.embedded;

import java.nio.file.Path;
import java.util.List;

/** A part that did not start: its name, the reason, its log file and the last lines of it. */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String part;
  private final String reason;
  private final transient Path log;
  private final transient List<String> lastLines;

  public StartFailure(String part, String reason, Path log, List<String> lastLines) {
    super(message(part, reason, log, lastLines));
    this.part = part;
    this.reason = reason;
    this.log = log;
    this.lastLines = List.copyOf(lastLines);
  }

  public String part() {
    return part;
  }

  public String reason() {
    return reason;
  }

  public Path log() {
    return log;
  }

  public List<String> lastLines() {
    return lastLines;
  }

  private static String message(String part, String reason, Path log, List<String> lastLines) {
    var text = new StringBuilder(part + " did not start: " + reason + " (log: " + log + ")");
    lastLines.forEach(line -> text.append("\n  | ").append(line));
    return text.toString();
  }
}
