package signalbox.domain.prediction;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.model.ModelSignature;

/**
 * Rows that suit a model: every required column is there, every value is null or of the column's
 * type. Columns that the model does not read, its target among them, are left out, as they are when
 * a whole dataset is predicted.
 */
public final class PredictionRows {
  public static final int MAX_ROWS = 10_000;

  private static final int MAX_FAULTS = 100;
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .toFormatter(Locale.ROOT);

  private final List<String> columns;
  private final List<Map<String, @Nullable Object>> rows;

  private PredictionRows(List<String> columns, List<Map<String, @Nullable Object>> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * @param rows plain JSON values: texts, numbers, truth values, null
   * @throws SignalboxException {@code prediction.too_large}, {@code prediction.missing_column} or
   *     {@code prediction.wrong_type} with the field {@code rows[i].column} of the first fault and
   *     up to {@value #MAX_FAULTS} faults
   */
  public static PredictionRows check(
      ModelSignature signature, List<? extends Map<String, ? extends @Nullable Object>> rows) {
    if (rows.isEmpty()) {
      throw SignalboxException.invalid("rows", "must have at least one row");
    }
    if (rows.size() > MAX_ROWS) {
      throw SignalboxException.of(ErrorCode.PREDICTION_TOO_LARGE);
    }
    List<Fault> faults = new ArrayList<>();
    @Nullable SignalboxException first = null;
    List<Map<String, @Nullable Object>> clean = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size() && faults.size() < MAX_FAULTS; i++) {
      Map<String, ? extends @Nullable Object> row = rows.get(i);
      Map<String, @Nullable Object> kept = new LinkedHashMap<>();
      for (ModelSignature.Input input : signature.inputs()) {
        String field = "rows[" + i + "]." + input.name();
        @Nullable Object value = row.get(input.name());
        @Nullable SignalboxException fault = null;
        if (!row.containsKey(input.name())) {
          if (input.required()) {
            fault =
                SignalboxException.of(ErrorCode.PREDICTION_MISSING_COLUMN)
                    .unsafe("column", input.name())
                    .at(field);
            faults.add(Fault.inField(field, "The column " + input.name() + " is missing."));
          }
        } else if (value != null && !suits(value, input.type())) {
          String expected = expected(input.type());
          fault =
              SignalboxException.of(ErrorCode.PREDICTION_WRONG_TYPE)
                  .unsafe("field", field)
                  .safe("expected", expected)
                  .at(field);
          faults.add(Fault.inField(field, "Expected " + expected + "."));
        } else {
          kept.put(input.name(), value);
        }
        if (first == null) {
          first = fault;
        }
        if (faults.size() == MAX_FAULTS) {
          break;
        }
      }
      clean.add(kept);
    }
    if (first != null) {
      throw first.because(faults);
    }
    return new PredictionRows(
        signature.inputs().stream().map(ModelSignature.Input::name).toList(), clean);
  }

  public int size() {
    return rows.size();
  }

  /** The model's columns, in its order. */
  public List<String> columns() {
    return columns;
  }

  /** Per row the value of each column that is there. */
  public List<Map<String, @Nullable Object>> rows() {
    return rows;
  }

  private static boolean suits(Object value, ColumnType type) {
    return switch (type) {
      case INTEGER -> value instanceof Number number && whole(number);
      case NUMBER -> value instanceof Number number && Double.isFinite(number.doubleValue());
      case BOOLEAN -> value instanceof Boolean;
      case DATETIME -> value instanceof String text && dateTime(text);
      case STRING -> value instanceof String;
    };
  }

  private static boolean whole(Number number) {
    return switch (number) {
      case Integer _, Long _ -> true;
      case BigInteger big -> big.bitLength() < Long.SIZE;
      case BigDecimal decimal -> decimal.stripTrailingZeros().scale() <= 0;
      default -> {
        double value = number.doubleValue();
        yield Double.isFinite(value) && value == Math.rint(value);
      }
    };
  }

  private static boolean dateTime(String text) {
    try {
      if (text.length() == "2026-01-01".length()) {
        LocalDate.parse(text);
      } else {
        DATE_TIME.parse(text);
      }
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String expected(ColumnType type) {
    return switch (type) {
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case DATETIME -> "a date, or a date with a time, in ISO 8601";
      case STRING -> "a text";
    };
  }
}
