package signalbox.application.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.Fault;

/**
 * Holds every value against the type of its column and passes rows on in the one way in which this
 * system writes values: a point as the decimal sign, {@code true} and {@code false}. A row with a
 * value that does not fit is a fault.
 */
final class TypedRows implements TableFiles.RowSink {
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "0");
  private static final int MAX_TEXT = 200;

  private final List<Column> columns;
  private final char decimal;
  private final TableFiles.RowSink next;
  private @Nullable String[] made = new String[0];

  TypedRows(List<Column> columns, char decimal, TableFiles.RowSink next) {
    this.columns = columns;
    this.decimal = decimal;
    this.next = next;
  }

  @Override
  public void header(List<String> names, List<ColumnType> declared) {
    made = new String[names.size()];
    next.header(names, columns.stream().map(Column::type).toList());
  }

  @Override
  public void row(long line, @Nullable String[] values) {
    for (int i = 0; i < values.length; i++) {
      @Nullable String value = values[i];
      if (value == null) {
        made[i] = null;
        continue;
      }
      ColumnType type = columns.get(i).type();
      @Nullable String text = written(value, type, decimal);
      if (text == null) {
        next.fault(fault(line, i, value, columns.get(i)));
        return;
      }
      made[i] = text;
    }
    next.row(line, made);
  }

  @Override
  public void fault(Fault fault) {
    next.fault(fault);
  }

  @Override
  public void undecodable(long byteOfLine, Fault fault) {
    next.undecodable(byteOfLine, fault);
  }

  /** The value as this system writes it; null when it is none of the type. */
  static @Nullable String written(String value, ColumnType type, char decimal) {
    String text = value.strip();
    return switch (type) {
      case STRING -> value;
      case INTEGER -> {
        String number = Values.withPoint(text, decimal);
        yield Values.isInteger(number) ? number : null;
      }
      case NUMBER -> {
        String number = Values.withPoint(text, decimal);
        yield Values.number(number).isPresent() || isSpecial(number) ? number : null;
      }
      case BOOLEAN -> {
        String lower = text.toLowerCase(Locale.ROOT);
        if (TRUE.contains(lower)) {
          yield "true";
        }
        yield FALSE.contains(lower) ? "false" : null;
      }
      case DATETIME -> Values.dateTime(text).isPresent() ? text : null;
    };
  }

  /** What Java writes for a number of a Parquet file that has no end. */
  private static boolean isSpecial(String number) {
    return number.equals("Infinity") || number.equals("-Infinity");
  }

  private static Fault fault(long line, int index, String value, Column column) {
    String wanted =
        switch (column.type()) {
          case INTEGER -> "a whole number";
          case NUMBER -> "a number";
          case BOOLEAN -> "true or false";
          case DATETIME -> "a date (ISO 8601)";
          case STRING -> "a text";
        };
    String text = value.length() <= MAX_TEXT ? value : value.substring(0, MAX_TEXT - 1) + "…";
    return new Fault(
        null, line, index + 1, text, "The value of “" + column.name() + "” is not " + wanted);
  }
}
