package signalbox.application.storage;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.storage.RetentionHistory.ProjectRetention;
import signalbox.domain.identity.Principal;

/** Answers {@link ListRetention}. */
public final class ListRetentionHandler implements Handler<ListRetention, Page<ProjectRetention>> {
  private final AccessPolicy access;
  private final RetentionHistory history;

  public ListRetentionHandler(AccessPolicy access, RetentionHistory history) {
    this.access = access;
    this.history = history;
  }

  @Override
  public Page<ProjectRetention> handle(Principal caller, ListRetention query) {
    access.requireAdministrator(caller);
    return history.list(query.page());
  }
}
