package signalbox.infrastructure.file.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** What a table's header must be like. */
final class ColumnNames {
  static final int MAX_COLUMNS = 10_000;
  private static final int MAX_LENGTH = 500;

  private ColumnNames() {}

  /**
   * @throws SignalboxException {@code dataset.header}
   */
  static void require(List<String> names) {
    if (names.size() > MAX_COLUMNS) {
      throw refused("it has more than " + MAX_COLUMNS + " columns");
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int column = i + 1;
      if (name.isBlank()) {
        throw refused("column " + column + " has no name");
      }
      if (name.length() > MAX_LENGTH) {
        throw refused(
            "the name of column " + column + " has more than " + MAX_LENGTH + " characters");
      }
      Integer earlier = places.put(name, column);
      if (earlier != null) {
        throw refused("columns " + earlier + " and " + column + " have the same name: " + name);
      }
    }
  }

  static SignalboxException refused(String reason) {
    return SignalboxException.of(ErrorCode.DATASET_HEADER).unsafe("reason", reason);
  }
}
