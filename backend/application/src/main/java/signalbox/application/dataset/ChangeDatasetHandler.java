package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Renames or describes a dataset. */
public final class ChangeDatasetHandler implements Handler<ChangeDataset, DatasetView> {
  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 2000;

  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;
  private final Transactions transactions;

  public ChangeDatasetHandler(
      VisibleDatasets visible, DatasetCatalogue datasets, Transactions transactions) {
    this.visible = visible;
    this.datasets = datasets;
    this.transactions = transactions;
  }

  @Override
  public DatasetView handle(Principal caller, ChangeDataset command) {
    Dataset dataset = visible.require(caller, command.dataset(), Role.EDITOR);
    String wished = command.name();
    String name = wished == null ? dataset.name() : wished.replaceAll("\\p{Cntrl}", "").strip();
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw SignalboxException.invalid("name", "must be 1 to 200 characters");
    }
    String told = command.description();
    String description = told == null ? dataset.description() : told.strip();
    if (description.length() > MAX_DESCRIPTION) {
      throw SignalboxException.invalid("description", "must be at most 2000 characters");
    }
    transactions.inTransaction(() -> datasets.describe(dataset.family(), name, description));
    return datasets.findView(dataset.id()).orElseThrow(() -> VisibleDatasets.missing(dataset.id()));
  }
}
