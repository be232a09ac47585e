package signalbox.presentation.udp.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON objects that nearly all datagrams are: strings and plain numbers, nothing nested.
 * Whatever is unusual is left to the general reader; what this one takes, that one would read the
 * same. Used by one thread.
 */
final class FlatJson {
  private byte[] bytes = {};
  private int at;
  private int end;
  private char[] unescaped = new char[1024];

  /**
   * @return false when it is not so simple; {@code fields} may then hold some of it
   */
  boolean read(byte[] from, int offset, int length, Fields fields) {
    bytes = from;
    at = offset;
    end = offset + length;
    skipSpace();
    if (!take('{')) {
      return false;
    }
    skipSpace();
    if (take('}')) {
      skipSpace();
      return at == end;
    }
    while (true) {
      skipSpace();
      String name = name();
      if (name == null) {
        return false;
      }
      skipSpace();
      if (!take(':')) {
        return false;
      }
      skipSpace();
      String value = at < end && bytes[at] == '"' ? string() : number();
      if (value == null) {
        return false;
      }
      fields.put(name, value);
      skipSpace();
      if (take('}')) {
        skipSpace();
        return at == end;
      }
      if (!take(',')) {
        return false;
      }
    }
  }

  private void skipSpace() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  private boolean take(char wanted) {
    if (at < end && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  /** As JSON has them, without an exponent; null for anything else. */
  private @Nullable String number() {
    int from = at;
    take('-');
    int first = at;
    int digits = digits();
    if (digits == 0 || (digits > 1 && bytes[first] == '0')) {
      return null;
    }
    if (take('.') && digits() == 0) {
      return null;
    }
    if (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] > ' ') {
      return null;
    }
    return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
  }

  private int digits() {
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  /** Plain ASCII; an odd name is not one of ours. */
  private @Nullable String name() {
    int from = at + 1;
    for (int i = from; at < end && bytes[at] == '"' && i < end && bytes[i] >= ' '; i++) {
      if (bytes[i] == '"') {
        at = i + 1;
        return new String(bytes, from, i - from, StandardCharsets.ISO_8859_1);
      }
      if (bytes[i] == '\\') {
        return null;
      }
    }
    return null;
  }

  private @Nullable String string() {
    if (!take('"')) {
      return null;
    }
    int from = at;
    byte seen = 0;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (b == '"') {
        at = i + 1;
        return seen < 0
            ? utf8(from, i)
            : new String(bytes, from, i - from, StandardCharsets.ISO_8859_1);
      }
      if (b == '\\') {
        return escaped(from, i);
      }
      if (b >= 0 && b < ' ') {
        return null;
      }
      seen |= b;
    }
    return null;
  }

  /** Strictly: what is not valid UTF-8 is for the general reader to judge. */
  private @Nullable String utf8(int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : null;
  }

  private @Nullable String escaped(int from, int firstEscape) {
    if (unescaped.length < end - from) {
      unescaped = new char[end - from];
    }
    int length = 0;
    int plain = from;
    int i = firstEscape;
    while (i < end) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        String part = utf8(plain, i);
        if (part == null) {
          return null;
        }
        part.getChars(0, part.length(), unescaped, length);
        length += part.length();
        if (b == '"') {
          at = i + 1;
          return new String(unescaped, 0, length);
        }
        if (i + 1 >= end) {
          return null;
        }
        switch (bytes[i + 1]) {
          case '"' -> unescaped[length++] = '"';
          case '\\' -> unescaped[length++] = '\\';
          case '/' -> unescaped[length++] = '/';
          case 'b' -> unescaped[length++] = '\b';
          case 'f' -> unescaped[length++] = '\f';
          case 'n' -> unescaped[length++] = '\n';
          case 'r' -> unescaped[length++] = '\r';
          case 't' -> unescaped[length++] = '\t';
          case 'u' -> {
            int code = hex(i + 2);
            if (code < 0) {
              return null;
            }
            unescaped[length++] = (char) code;
            i += 4;
          }
          default -> {
            return null;
          }
        }
        i += 2;
        plain = i;
      } else if (b >= 0 && b < ' ') {
        return null;
      } else {
        i++;
      }
    }
    return null;
  }

  private int hex(int from) {
    if (from + 4 > end) {
      return -1;
    }
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
