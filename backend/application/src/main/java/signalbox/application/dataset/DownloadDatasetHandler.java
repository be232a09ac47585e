package signalbox.application.dataset;

import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.Dataset;
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
    return new DatasetContent(
        dataset,
        objects
            .open(dataset.objectKey())
            .orElseThrow(() -> VisibleDatasets.missing(query.dataset())));
  }
}
