package signalbox.application.dataset;

import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.DatasetId;

/**
 * Asks for stored rows.
 *
 * @param from number of the first row to look at, from 0
 * @param limit at most so many are shown
 */
public record ReadRows(DatasetId dataset, long from, int limit, RowFilter filter) {
  /**
   * Which rows are shown. What is null does not matter.
   *
   * @param text that any cell contains in any case
   * @param column that the others look at
   * @param below numbers and dates (epoch seconds), the bound itself not included
   * @param atMost the bound itself included
   */
  public record RowFilter(
      @Nullable String text,
      @Nullable String column,
      @Nullable Double atLeast,
      @Nullable Double below,
      @Nullable Double atMost,
      @Nullable String equalTo,
      boolean missing) {
    public static final RowFilter ALL = new RowFilter(null, null, null, null, null, null, false);

    boolean all() {
      return text == null && column == null;
    }
  }
}
