package signalbox.application.artifact;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;

/**
 * Rows of a table.
 *
 * @param rows one list of texts a row, null for a missing value; the total counts every row that
 *     meets the conditions
 */
public record ArtifactTable(List<String> columns, Page<List<@Nullable String>> rows) {
  /** A longer text is cut. */
  public static final int MAX_TEXT = 1000;

  public ArtifactTable {
    columns = List.copyOf(columns);
  }
}
