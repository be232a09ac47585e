package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds the rows that were left out. */
public final class ListSkippedRowsHandler implements Handler<ListSkippedRows, SkippedRows> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;

  public ListSkippedRowsHandler(VisibleDatasets visible, DatasetCatalogue datasets) {
    this.visible = visible;
    this.datasets = datasets;
  }

  @Override
  public SkippedRows handle(Principal caller, ListSkippedRows query) {
    visible.require(caller, query.dataset(), Role.VIEWER);
    return datasets
        .findSkipped(query.dataset())
        .orElseThrow(() -> VisibleDatasets.missing(query.dataset()));
  }
}
