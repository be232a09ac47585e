package signalbox.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Set;

/**
 * A line of a part's log as a person reads it. Signalbox's own parts write JSON, as {@code
 * contracts/part-log.md} says; what the servers of others write stays as it is.
 */
final class ReadableLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Said elsewhere on the line, or of no use to a person who looks at one part. */
  private static final Set<String> NOT_SHOWN =
      Set.of("time", "level", "logger", "message", "part", "thread", "span_id", "exception");

  private ReadableLine() {}

  /** One line of text, and a stack trace below it when there is one. */
  static String of(String line) {
    JsonNode fields = parse(line);
    if (!fields.path("time").isTextual() || !fields.path("message").isTextual()) {
      return line;
    }
    var text = new StringBuilder();
    text.append(fields.path("time").asText().replace('T', ' '))
        .append(' ')
        .append("%-5s".formatted(fields.path("level").asText().toUpperCase(Locale.ROOT)))
        .append(' ')
        .append(shortName(fields.path("logger").asText()))
        .append(": ")
        .append(fields.path("message").asText().strip());
    fields.properties().stream()
        .filter(field -> !NOT_SHOWN.contains(field.getKey()))
        .forEach(field ->
            text.append(' ').append(field.getKey()).append('=').append(field.getValue().asText()));
    var exception = fields.path("exception").asText().strip();
    if (!exception.isEmpty()) {
      exception.lines().forEach(each -> text.append("\n    ").append(each));
    }
    return text.toString();
  }

  private static JsonNode parse(String line) {
    if (!line.startsWith("{")) {
      return JSON.missingNode();
    }
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
