package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds the first rows of a dataset. */
public final class PreviewDatasetHandler implements Handler<PreviewDataset, DatasetRows> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;

  public PreviewDatasetHandler(VisibleDatasets visible, DatasetCatalogue datasets) {
    this.visible = visible;
    this.datasets = datasets;
  }

  @Override
  public DatasetRows handle(Principal caller, PreviewDataset query) {
    return new DatasetRows(
        visible.requireTable(caller, query.dataset(), Role.VIEWER),
        datasets
            .findPreview(query.dataset())
            .orElseThrow(() -> VisibleDatasets.missing(query.dataset())));
  }
}
