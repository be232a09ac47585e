package signalbox.application.dataset;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;

/** Watches the values of one column as they pass. Bounded memory; used by one thread. */
final class ColumnObserver {
  private final String name;
  private final @Nullable ColumnType declared;
  private final DistinctValues distinct;
  private boolean integers = true;
  private boolean numbers = true;
  private boolean booleans = true;
  private boolean dateTimes = true;
  private boolean increasing = true;
  private long values;
  private long missing;
  private final Range numberRange = new Range();
  private final Range dateRange = new Range();
  private long finite;
  private double mean;
  private double squares;
  private double last = Double.NEGATIVE_INFINITY;
  private boolean anyTrue;
  private boolean anyFalse;

  ColumnObserver(String name, @Nullable ColumnType declared, int distinctBound) {
    this.name = name;
    this.declared = declared;
    this.distinct = new DistinctValues(distinctBound);
    if (declared != null) {
      integers = declared == ColumnType.INTEGER;
      numbers = integers || declared == ColumnType.NUMBER;
      booleans = declared == ColumnType.BOOLEAN;
      dateTimes = declared == ColumnType.DATETIME;
    }
  }

  private static final class Range {
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private @Nullable String lowText;
    private @Nullable String highText;

    void add(double value, String text) {
      if (value < low) {
        low = value;
        lowText = text;
      }
      if (value > high) {
        high = value;
        highText = text;
      }
    }
  }

  /**
   * @param key the value, or what stands for a long one
   */
  void add(@Nullable String value, @Nullable String key) {
    if (value == null || key == null) {
      missing++;
      increasing = false;
      return;
    }
    values++;
    distinct.add(key);
    if (numbers || booleans || dateTimes) {
      observe(value.strip());
    }
  }

  private void observe(String text) {
    if (numbers) {
      OptionalDouble number = declaredNumber(text);
      if (number.isEmpty()) {
        numbers = false;
        integers = false;
      } else {
        integers = integers && Values.isInteger(text);
        addNumber(number.getAsDouble(), text);
      }
    }
    if (booleans) {
      booleans = Values.isBoolean(text);
      anyTrue |= text.equalsIgnoreCase("true");
      anyFalse |= text.equalsIgnoreCase("false");
    }
    if (dateTimes) {
      OptionalDouble time = Values.dateTime(text);
      dateTimes = time.isPresent();
      time.ifPresent(seconds -> dateRange.add(seconds, text));
    }
  }

  private OptionalDouble declaredNumber(String text) {
    OptionalDouble number = Values.number(text);
    if (number.isEmpty() && declared == ColumnType.NUMBER) {
      return OptionalDouble.of(Double.parseDouble(text));
    }
    return number;
  }

  private void addNumber(double number, String text) {
    if (!Double.isFinite(number)) {
      return;
    }
    numberRange.add(number, text);
    finite++;
    double difference = number - mean;
    mean += difference / finite;
    squares += difference * (number - mean);
    increasing &= number > last;
    last = number;
  }

  String name() {
    return name;
  }

  ColumnType type() {
    if (declared != null) {
      return declared;
    }
    if (values == 0) {
      return ColumnType.STRING;
    }
    if (integers) {
      return ColumnType.INTEGER;
    }
    if (numbers) {
      return ColumnType.NUMBER;
    }
    if (booleans) {
      return ColumnType.BOOLEAN;
    }
    return dateTimes ? ColumnType.DATETIME : ColumnType.STRING;
  }

  TableProfile.ColumnProfile profile(
      @Nullable Map<String, Double> quantiles, TableProfile.@Nullable Histogram histogram) {
    ColumnType type = type();
    boolean numeric = type == ColumnType.INTEGER || type == ColumnType.NUMBER;
    List<@Nullable String> ends =
        switch (type) {
          case INTEGER, NUMBER ->
              java.util.Arrays.asList(numberRange.lowText, numberRange.highText);
          case DATETIME -> java.util.Arrays.asList(dateRange.lowText, dateRange.highText);
          case BOOLEAN ->
              values == 0
                  ? java.util.Arrays.asList(null, null)
                  : List.of(anyFalse ? "false" : "true", anyTrue ? "true" : "false");
          case STRING -> java.util.Arrays.asList(null, null);
        };
    return new TableProfile.ColumnProfile(
        name,
        type,
        missing,
        distinct.count(),
        distinct.exact(),
        ends.get(0),
        ends.get(1),
        numeric && finite > 0 ? mean : null,
        numeric && finite > 1 ? Math.sqrt(squares / (finite - 1)) : null,
        quantiles,
        histogram,
        distinct.top(),
        distinct.all(),
        numeric && increasing && values > 0);
  }
}
