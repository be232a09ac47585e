package signalbox.application.dataset;

import signalbox.domain.dataset.DatasetId;

/** Knows what was made from datasets. Thread-safe; takes part in the current transaction. */
public interface DatasetTraces {
  /**
   * @param limit of each list
   */
  DatasetLineage trace(DatasetId dataset, int limit);
}
