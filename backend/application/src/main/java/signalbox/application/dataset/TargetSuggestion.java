package signalbox.application.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;

/** Which column is most likely to be learned: one of a telling name, else a last one of classes. */
final class TargetSuggestion {
  private static final Set<String> NAMES =
      Set.of(
          "target",
          "label",
          "class",
          "y",
          "outcome",
          "response",
          "churn",
          "churned",
          "default",
          "defaulted",
          "survived",
          "species",
          "diagnosis",
          "fraud",
          "is_fraud",
          "income",
          "price",
          "quality",
          "result");
  private static final int MAX_CLASSES = 20;

  private TargetSuggestion() {}

  /**
   * @param lastDistinct how many different values the last column has
   */
  static @Nullable String of(List<Column> columns, long rows, long lastDistinct) {
    for (Column column : columns) {
      if (NAMES.contains(column.name().strip().toLowerCase(Locale.ROOT))) {
        return column.name();
      }
    }
    if (columns.size() < 2) {
      return null;
    }
    Column last = columns.getLast();
    boolean classes =
        last.type() != ColumnType.DATETIME
            && last.type() != ColumnType.NUMBER
            && lastDistinct >= 2
            && lastDistinct <= MAX_CLASSES
            && lastDistinct * 2 <= rows;
    return classes ? last.name() : null;
  }
}
