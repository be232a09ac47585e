package signalbox.domain.run;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes conditions as filters, which {@link RunFilterParser} reads back as the same conditions.
 */
public final class RunFilterPrinter {
  private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}\\p{N}_/@%+.-]+");
  private static final Pattern PLAIN_TEXT = Pattern.compile("[\\p{L}\\p{N}_/@%+.,;#&-]+");
  private static final double MOST_EXACT = 1e15;

  private RunFilterPrinter() {}

  public static String print(RunCondition condition) {
    return switch (condition) {
      case RunCondition.And(List<RunCondition> parts) ->
          parts.stream()
              .map(part ->
                  part instanceof RunCondition.And || part instanceof RunCondition.Or
                      ? "(" + print(part) + ")"
                      : print(part))
              .collect(Collectors.joining(" "));
      case RunCondition.Or(List<RunCondition> parts) ->
          parts.stream()
              .map(part -> part instanceof RunCondition.Or ? "(" + print(part) + ")" : print(part))
              .collect(Collectors.joining(" OR "));
      case RunCondition.Not(RunCondition part) ->
          part instanceof RunCondition.And || part instanceof RunCondition.Or
              ? "NOT (" + print(part) + ")"
              : "NOT " + print(part);
      case RunCondition.Has(RunField field) -> "has:" + field.text();
      case RunCondition.Compare(RunField field, Comparison comparison, RunValue value) ->
          field.text() + comparison.sign() + print(field, value);
    };
  }

  /**
   * A value as it stands behind a comparison with the field.
   *
   * @param value a text or a number
   */
  public static String value(RunField field, Object value) {
    return print(
        field,
        value instanceof Number number
            ? new RunValue.Numeric(number.doubleValue())
            : new RunValue.Text(value.toString()));
  }

  private static String print(RunField field, RunValue value) {
    return switch (value) {
      case RunValue.Text(String text) -> {
        boolean readAsNumber =
            field instanceof RunField.Parameter && RunFilterParser.number(text).isPresent();
        yield readAsNumber || !PLAIN_TEXT.matcher(text).matches() ? quote(text) : text;
      }
      case RunValue.Numeric(double number) -> print(number);
      case RunValue.Day day -> day.day().toString();
      case RunValue.At at ->
          DateTimeFormatter.ISO_INSTANT.format(at.time().atOffset(ZoneOffset.UTC));
      case RunValue.Ago ago -> "-" + print(ago.before());
      case RunValue.Span span -> print(span.length());
    };
  }

  /** The shortest that reads back as the same number. */
  private static String print(double number) {
    return number == Math.rint(number) && Math.abs(number) < MOST_EXACT && !isNegativeZero(number)
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static boolean isNegativeZero(double number) {
    return Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits(-0.0);
  }

  private static String print(Duration length) {
    if (length.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    add(text, length.toDaysPart(), "d");
    add(text, length.toHoursPart(), "h");
    add(text, length.toMinutesPart(), "m");
    add(text, length.toSecondsPart(), "s");
    return text.toString();
  }

  private static void add(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }

  /** A name as it is, or in quotes where it would be read as something else. */
  static String name(String name) {
    return PLAIN_NAME.matcher(name).matches() ? name : quote(name);
  }

  static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
