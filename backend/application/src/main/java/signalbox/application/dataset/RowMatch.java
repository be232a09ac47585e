package signalbox.application.dataset;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Holds rows against a filter. */
final class RowMatch {
  private final ReadRows.RowFilter filter;
  private final @Nullable String text;
  private final int index;
  private final ColumnType type;

  /**
   * @throws SignalboxException {@code run.unknown_column}
   */
  RowMatch(ReadRows.RowFilter filter, Dataset dataset) {
    this.filter = filter;
    String wanted = filter.text();
    this.text = wanted == null ? null : wanted.toLowerCase(Locale.ROOT);
    String column = filter.column();
    if (column == null) {
      this.index = -1;
      this.type = ColumnType.STRING;
      return;
    }
    Column found =
        dataset
            .column(column)
            .orElseThrow(() ->
                SignalboxException.of(ErrorCode.RUN_UNKNOWN_COLUMN)
                    .unsafe("column", column)
                    .at("column"));
    this.index = dataset.columns().indexOf(found);
    this.type = found.type();
  }

  boolean matches(List<@Nullable String> values) {
    return contains(values) && (index < 0 || matches(values.get(index)));
  }

  private boolean contains(List<@Nullable String> values) {
    String wanted = text;
    if (wanted == null) {
      return true;
    }
    for (@Nullable String value : values) {
      if (value != null && value.toLowerCase(Locale.ROOT).contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(@Nullable String value) {
    if (filter.missing()) {
      return value == null;
    }
    String equal = filter.equalTo();
    if (equal != null && !equal.equals(value)) {
      return false;
    }
    if (filter.atLeast() == null && filter.below() == null && filter.atMost() == null) {
      return true;
    }
    if (value == null) {
      return false;
    }
    OptionalDouble number =
        type == ColumnType.DATETIME ? Values.dateTime(value.strip()) : Values.number(value.strip());
    if (number.isEmpty()) {
      return false;
    }
    double real = number.getAsDouble();
    Double atLeast = filter.atLeast();
    Double below = filter.below();
    Double atMost = filter.atMost();
    return (atLeast == null || real >= atLeast)
        && (below == null || real < below)
        && (atMost == null || real <= atMost);
  }
}
