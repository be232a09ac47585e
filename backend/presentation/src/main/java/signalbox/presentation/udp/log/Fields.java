package signalbox.presentation.udp.log;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The top-level fields of a JSON object, as text: strings as they are, numbers as they were
 * written. Objects, arrays, null and booleans say nothing to us and are left out. The last of equal
 * names counts.
 */
final class Fields {
  private static final int MICRO_DIGITS = 6;

  private final Map<String, String> texts = new LinkedHashMap<>();

  void put(String name, String text) {
    texts.put(name, text);
  }

  void remove(String name) {
    texts.remove(name);
  }

  @Nullable String get(String name) {
    return texts.get(name);
  }

  String get(String name, String otherwise) {
    return texts.getOrDefault(name, otherwise);
  }

  boolean has(String name) {
    return texts.containsKey(name);
  }

  Map<String, String> all() {
    return texts;
  }

  /**
   * Seconds as a decimal number, in microseconds; what is finer is cut off. Null when it is none.
   */
  static @Nullable Long micros(String seconds) {
    Long quick = plainMicros(seconds);
    return quick != null ? quick : decimalMicros(seconds);
  }

  /** Only digits, a sign and a point, at most six digits behind it; null otherwise. */
  static @Nullable Long plainMicros(String seconds) {
    int length = seconds.length();
    int at = length > 0 && seconds.charAt(0) == '-' ? 1 : 0;
    boolean negative = at == 1;
    if (length - at > 18) {
      return null;
    }
    long value = 0;
    int digits = 0;
    int behind = -1;
    for (; at < length; at++) {
      char c = seconds.charAt(at);
      if (c == '.' && behind < 0 && digits > 0) {
        behind = 0;
      } else if (c >= '0' && c <= '9' && behind < MICRO_DIGITS) {
        value = value * 10 + (c - '0');
        digits++;
        behind += behind >= 0 ? 1 : 0;
      } else {
        return null;
      }
    }
    if (digits == 0 || behind == 0) {
      return null;
    }
    for (int missing = Math.max(behind, 0); missing < MICRO_DIGITS; missing++) {
      if (value > Long.MAX_VALUE / 10) {
        return null;
      }
      value *= 10;
    }
    return negative ? -value : value;
  }

  static @Nullable Long decimalMicros(String seconds) {
    if (seconds.length() > 64) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(seconds);
      // Before anything is made of it: 1E999999999 would fill the memory.
      if (number.precision() - number.scale() > 18 || number.scale() > 1_000) {
        return null;
      }
      return number.setScale(MICRO_DIGITS, RoundingMode.DOWN).unscaledValue().longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      return null;
    }
  }
}
