package signalbox.logging;

import java.nio.charset.StandardCharsets;

/** A JSON object of texts, on one line. */
final class JsonLine {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(256).append('{');

  JsonLine put(String name, String value) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
    quote(value);
    return this;
  }

  byte[] bytes() {
    return text.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
