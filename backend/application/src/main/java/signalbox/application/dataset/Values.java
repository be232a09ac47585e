package signalbox.application.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the texts of a table mean. */
public final class Values {
  /** The texts that stand for a missing value, next to nothing at all. */
  private static final Set<String> MISSING = Set.of("NA", "N/A", "NaN", "nan", "null", "NULL");

  private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(?:\\.\\d{3})+");
  private static final int MAX_INTEGER_DIGITS = 18;
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MIN_DATE_LENGTH = 10;
  private static final int MAX_DATE_LENGTH = 40;

  private Values() {}

  /** Empty, {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code null} or {@code NULL}. */
  public static boolean isMissing(@Nullable String text) {
    return text == null || text.isEmpty() || (text.length() <= 4 && MISSING.contains(text));
  }

  /** A number's text with a point for the decimal sign; other texts as they are. */
  static String withPoint(String text, char decimal) {
    if (decimal == '.' || text.length() > MAX_NUMBER_LENGTH) {
      return text;
    }
    int comma = text.indexOf(',');
    if (comma >= 0 && text.indexOf(',', comma + 1) >= 0) {
      return text;
    }
    String whole = comma < 0 ? text : text.substring(0, comma);
    if (whole.indexOf('.') >= 0) {
      // With a comma for the decimal sign a point groups digits, or the text is no number.
      if (!GROUPED.matcher(whole).matches()) {
        return "";
      }
      whole = whole.replace(".", "");
    }
    return comma < 0 ? whole : whole + "." + text.substring(comma + 1);
  }

  /** A whole number of at most 18 digits. */
  static boolean isInteger(String text) {
    int start = signLength(text);
    int digits = text.length() - start;
    if (digits < 1 || digits > MAX_INTEGER_DIGITS) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** A decimal number with or without an exponent; empty for anything else. */
  static OptionalDouble number(String text) {
    if (text.length() > MAX_NUMBER_LENGTH || !isDecimal(text)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }

  static boolean isBoolean(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  /** An ISO 8601 date, or date and time, in epoch seconds; without an offset it is UTC. */
  static OptionalDouble dateTime(String text) {
    int length = text.length();
    if (length < MIN_DATE_LENGTH
        || length > MAX_DATE_LENGTH
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || !Character.isDigit(text.charAt(0))) {
      return OptionalDouble.empty();
    }
    try {
      if (length == MIN_DATE_LENGTH) {
        return OptionalDouble.of(
            (double) LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
      }
      String iso = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
      Instant instant =
          hasOffset(iso)
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      return OptionalDouble.of(instant.getEpochSecond() + instant.getNano() / 1e9);
    } catch (DateTimeException e) {
      return OptionalDouble.empty();
    }
  }

  private static boolean hasOffset(String iso) {
    return iso.endsWith("Z") || iso.indexOf('+', 11) > 0 || iso.indexOf('-', 11) > 0;
  }

  private static int signLength(String text) {
    return !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
  }

  private static boolean isDecimal(String text) {
    int i = signLength(text);
    int digits = 0;
    boolean point = false;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (i == text.length()) {
      return true;
    }
    if (text.charAt(i) != 'e' && text.charAt(i) != 'E') {
      return false;
    }
    String exponent = text.substring(i + 1);
    return exponent.length() <= 5 && isInteger(exponent);
  }
}
