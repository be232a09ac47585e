package signalbox.application.prediction;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import signalbox.domain.prediction.PredictionRows;

/** Rows as text for other programs. */
final class RowText {
  private RowText() {}

  /** A JSON array of objects. */
  static String json(PredictionRows rows) {
    return rows.rows().stream().map(RowText::json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String json(Map<String, @Nullable Object> row) {
    return row.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + json(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** RFC 4180 with a header; a missing value is an empty field. */
  static String csv(PredictionRows rows) {
    StringBuilder text = new StringBuilder();
    line(text, rows.columns());
    for (Map<String, @Nullable Object> row : rows.rows()) {
      line(
          text,
          rows.columns().stream()
              .map(column -> {
                Object value = row.get(column);
                return value == null ? "" : value.toString();
              })
              .toList());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> fields) {
    text.append(fields.stream().map(RowText::field).collect(Collectors.joining(",")))
        .append("\r\n");
    if (fields.size() == 1 && fields.getFirst().isEmpty()) {
      // An empty line is no row; an empty quoted field is one.
      text.insert(text.length() - 2, "\"\"");
    }
  }

  private static String field(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
