package signalbox.application.dataset;

import signalbox.application.artifact.ObjectStore;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Deletes a dataset: first the row, then the bytes, so that a dataset never lacks them. */
public final class DeleteDatasetHandler implements Handler<DeleteDataset, Boolean> {
  private final VisibleDatasets visible;
  private final DatasetCatalogue datasets;
  private final ObjectStore objects;
  private final TableSamples samples;
  private final Transactions transactions;

  public DeleteDatasetHandler(
      VisibleDatasets visible,
      DatasetCatalogue datasets,
      ObjectStore objects,
      TableSamples samples,
      Transactions transactions) {
    this.visible = visible;
    this.datasets = datasets;
    this.objects = objects;
    this.samples = samples;
    this.transactions = transactions;
  }

  @Override
  public Boolean handle(Principal caller, DeleteDataset command) {
    Dataset dataset = visible.require(caller, command.dataset(), Role.EDITOR);
    transactions.inTransaction(() -> {
      if (!datasets.delete(dataset.id())) {
        throw SignalboxException.of(ErrorCode.DATASET_IN_USE);
      }
    });
    objects.delete(dataset.objectKey());
    samples.delete(dataset.objectKey());
    return true;
  }
}
