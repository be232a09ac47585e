package signalbox.application.dataset;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.DatasetFormat;

/** Reads tables from files whose format it finds out. Thread-safe. */
public interface TableFiles {
  /**
   * Reads a whole file once, in the order of its rows. Memory use does not grow with the size.
   *
   * @throws signalbox.domain.error.SignalboxException {@code dataset.…} naming what is wrong and
   *     where
   */
  Layout read(Path file, RowSink sink);

  /**
   * How the file is laid out.
   *
   * @param delimiter one character for CSV; null for Parquet
   */
  record Layout(DatasetFormat format, @Nullable String delimiter) {}

  /** Takes what is read; used by one thread. */
  interface RowSink {
    /**
     * Called once, before the rows.
     *
     * @param declared the types of the columns where the file says them; else empty
     */
    void header(List<String> names, List<ColumnType> declared);

    /**
     * @param values one text for each column, null for a missing value; only valid during the call
     */
    void row(@Nullable String[] values);
  }
}
