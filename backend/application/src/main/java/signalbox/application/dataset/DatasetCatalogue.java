package signalbox.application.dataset;

import java.util.Optional;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.project.ProjectId;

/**
 * Stored datasets with what is known of their content. Thread-safe; takes part in the current
 * transaction.
 */
public interface DatasetCatalogue extends DatasetRepository {
  void insert(Dataset dataset, TablePreview preview, TableProfile profile);

  Optional<DatasetView> findView(DatasetId id);

  /** Newest first. */
  Page<DatasetView> list(ProjectId project, PageRequest request);

  Optional<TablePreview> findPreview(DatasetId id);

  Optional<TableProfile> findProfile(DatasetId id);

  /** False when runs or models use it. No effect when there is none. */
  boolean delete(DatasetId id);
}
