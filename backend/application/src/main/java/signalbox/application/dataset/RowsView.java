package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Dataset;

/**
 * Some rows of a dataset.
 *
 * @param next the row to go on with; null when all were looked at
 */
public record RowsView(Dataset dataset, List<Row> rows, @Nullable Long next) {
  /**
   * @param number from 0
   */
  public record Row(long number, List<@Nullable String> values) {}
}
