package signalbox.application.dataset;

import java.util.List;
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
  /** At most so many versions of a name are listed. */
  int MAX_VERSIONS = 1000;

  void insert(Dataset dataset, TablePreview preview, TableProfile profile, DatasetFacts facts);

  /** The newest version of a family; nobody else adds one until the transaction ends. */
  Optional<Dataset> lockNewest(DatasetId family);

  Optional<DatasetView> findView(DatasetId id);

  /** The newest of the project that was made of these bytes. */
  Optional<DatasetView> findBySource(ProjectId project, String sha256);

  /** Newest first. */
  Page<DatasetView> list(ProjectId project, DatasetFilter filter, PageRequest request);

  /** The versions of a family, newest first. */
  List<DatasetView> versions(DatasetId family);

  Optional<TablePreview> findPreview(DatasetId id);

  Optional<TableProfile> findProfile(DatasetId id);

  Optional<SkippedRows> findSkipped(DatasetId id);

  /** Names and describes all versions of a family. */
  void describe(DatasetId family, String name, String description);

  /** False when runs or models use it. No effect when there is none. */
  boolean delete(DatasetId id);
}
