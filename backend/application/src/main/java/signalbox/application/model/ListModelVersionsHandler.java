package signalbox.application.model;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.ModelVersion;

/** Answers {@link ListModelVersions}. */
public final class ListModelVersionsHandler
    implements Handler<ListModelVersions, Page<ModelVersion>> {
  private final ModelAccess access;
  private final ModelRepository models;
  private final Transactions transactions;

  public ListModelVersionsHandler(
      ModelAccess access, ModelRepository models, Transactions transactions) {
    this.access = access;
    this.models = models;
    this.transactions = transactions;
  }

  @Override
  public Page<ModelVersion> handle(Principal caller, ListModelVersions query) {
    access.require(caller, query.model(), Role.VIEWER);
    return transactions.inSnapshot(() -> models.listVersions(query.model(), query.page()));
  }
}
