package signalbox.application.dataset;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Lists the datasets of a project, newest first. */
public final class ListDatasetsHandler implements Handler<ListDatasets, Page<DatasetView>> {
  private final AccessPolicy access;
  private final DatasetCatalogue datasets;

  public ListDatasetsHandler(AccessPolicy access, DatasetCatalogue datasets) {
    this.access = access;
    this.datasets = datasets;
  }

  @Override
  public Page<DatasetView> handle(Principal caller, ListDatasets query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return datasets.list(query.project(), query.filter(), query.page());
  }
}
