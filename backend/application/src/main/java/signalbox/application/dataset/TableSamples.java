package signalbox.application.dataset;

import signalbox.domain.dataset.Dataset;

/** Keeps a sample of each dataset for quick questions. Thread-safe. */
public interface TableSamples {
  /** What a sample's key in the object store has after that of its dataset. */
  String SUFFIX = ".sample";

  void save(String datasetObjectKey, TableSample sample);

  /**
   * @throws signalbox.domain.error.SignalboxException {@code store.unavailable}
   */
  TableSample load(Dataset dataset);

  /** No effect when there is none. */
  void delete(String datasetObjectKey);
}
