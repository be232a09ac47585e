package signalbox.application.model;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.model.Model;

/** Answers {@link ListModels}. */
public final class ListModelsHandler implements Handler<ListModels, Page<Model>> {
  private final AccessPolicy access;
  private final ModelRepository models;
  private final Transactions transactions;

  public ListModelsHandler(AccessPolicy access, ModelRepository models, Transactions transactions) {
    this.access = access;
    this.models = models;
    this.transactions = transactions;
  }

  @Override
  public Page<Model> handle(Principal caller, ListModels query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return transactions.inSnapshot(() -> models.list(query.project(), query.page()));
  }
}
