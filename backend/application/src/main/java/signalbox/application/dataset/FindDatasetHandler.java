package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds one dataset. */
public final class FindDatasetHandler implements Handler<FindDataset, DatasetView> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;

  public FindDatasetHandler(VisibleDatasets visible, DatasetCatalogue datasets) {
    this.visible = visible;
    this.datasets = datasets;
  }

  @Override
  public DatasetView handle(Principal caller, FindDataset query) {
    visible.require(caller, query.dataset(), Role.VIEWER);
    return datasets
        .findView(query.dataset())
        .orElseThrow(() -> VisibleDatasets.missing(query.dataset()));
  }
}
