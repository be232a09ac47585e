package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds the profile of a dataset. */
public final class ProfileDatasetHandler implements Handler<ProfileDataset, TableProfile> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;

  public ProfileDatasetHandler(VisibleDatasets visible, DatasetCatalogue datasets) {
    this.visible = visible;
    this.datasets = datasets;
  }

  @Override
  public TableProfile handle(Principal caller, ProfileDataset query) {
    visible.requireTable(caller, query.dataset(), Role.VIEWER);
    return datasets
        .findProfile(query.dataset())
        .orElseThrow(() -> VisibleDatasets.missing(query.dataset()));
  }
}
