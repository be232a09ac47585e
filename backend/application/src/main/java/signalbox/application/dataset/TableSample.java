package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows drawn evenly from a table, in the order of the file.
 *
 * @param rows texts, null for a missing value; long texts are cut and marked with their digest, so
 *     that equal ones stay equal and others differ
 */
public record TableSample(List<String> columns, List<List<@Nullable String>> rows) {
  /** The values of one column. */
  public List<@Nullable String> column(int index) {
    List<@Nullable String> values = new ArrayList<>(rows.size());
    for (List<@Nullable String> row : rows) {
      values.add(row.get(index));
    }
    return values;
  }
}
