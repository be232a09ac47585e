package signalbox.application.dataset;

import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetSource;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Opens the stored bytes of a dataset. */
public final class DownloadDatasetHandler implements Handler<DownloadDataset, DatasetContent> {
  private final VisibleDatasets visible;
  private final ObjectStore objects;

  public DownloadDatasetHandler(VisibleDatasets visible, ObjectStore objects) {
    this.visible = visible;
    this.objects = objects;
  }

  @Override
  public DatasetContent handle(Principal caller, DownloadDataset query) {
    Dataset dataset = visible.require(caller, query.dataset(), Role.VIEWER);
    DatasetSource source = dataset.source();
    String original = source == null ? null : source.objectKey();
    if (query.original() && source != null && original != null) {
      return new DatasetContent(
          source.fileName(), "application/octet-stream", open(query, original));
    }
    return new DatasetContent(
        fileName(dataset),
        StoreTable.contentType(dataset.format()),
        open(query, dataset.objectKey()));
  }

  private ObjectStore.StoredObject open(DownloadDataset query, String key) {
    return objects.open(key).orElseThrow(() -> VisibleDatasets.missing(query.dataset()));
  }

  /** A copy of a workbook is no workbook, and only its ending tells what an instance is. */
  private static String fileName(Dataset dataset) {
    String name = dataset.name();
    DatasetSource source = dataset.source();
    if (source != null && dataset.format().instance() && DatasetFormat.ofInstance(name).isEmpty()) {
      return source.fileName();
    }
    boolean copied = dataset.onlyEmptyMissing() && dataset.format() == DatasetFormat.CSV;
    return copied && !name.endsWith(".csv") ? name + ".csv" : name;
  }
}
