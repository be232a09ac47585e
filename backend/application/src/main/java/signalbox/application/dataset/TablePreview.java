package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first rows of a table.
 *
 * @param rows one list of texts a row; null for a missing value
 */
public record TablePreview(List<List<@Nullable String>> rows) {
  public static final int MAX_ROWS = 100;
  public static final int MAX_TEXT = 1000;

  /** Of what is no table. */
  public static final TablePreview NONE = new TablePreview(List.of());
}
