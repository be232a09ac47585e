package signalbox.application.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of datasets as texts, kept so that any part can be read without the parts before it.
 * Thread-safe. Throws {@link signalbox.domain.error.SignalboxException} with {@code
 * store.unavailable} when the store does not answer.
 */
public interface RowPages {
  /** Begins to write the rows of a dataset. */
  Draft begin();

  boolean contains(String datasetObjectKey);

  /**
   * Shows the rows from a place on, in their order, until the visitor has seen enough.
   *
   * @return the number of the row after the last one shown; the number of all rows at the end
   */
  long read(String datasetObjectKey, long from, Visitor visitor);

  /** No effect when there are none. */
  void delete(String datasetObjectKey);

  /** Rows being written; used by one thread. Closing forgets what was not saved. */
  interface Draft extends TableFiles.RowSink, AutoCloseable {
    /** Keeps the rows; they are visible as a whole or not at all. */
    void save(String datasetObjectKey);

    @Override
    void close();
  }

  /** Looks at rows. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param number from 0
     * @return false when no more rows are wanted
     */
    boolean row(long number, List<@Nullable String> values);
  }
}
