package signalbox.application.dataset;

import java.util.Optional;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;

/** Stored datasets. Thread-safe; takes part in the current transaction. */
public interface DatasetRepository {
  Optional<Dataset> find(DatasetId id);
}
