package signalbox.application.dataset;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Lists the versions of a dataset, newest first. */
public final class ListVersionsHandler implements Handler<ListVersions, List<DatasetView>> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;

  public ListVersionsHandler(VisibleDatasets visible, DatasetCatalogue datasets) {
    this.visible = visible;
    this.datasets = datasets;
  }

  @Override
  public List<DatasetView> handle(Principal caller, ListVersions query) {
    Dataset dataset = visible.require(caller, query.dataset(), Role.VIEWER);
    return datasets.versions(dataset.family());
  }
}
