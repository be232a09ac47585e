package signalbox.application.project;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Finds datasets, models, runs and projects that the caller may see. */
public final class SearchHandler implements Handler<Search, List<FoundResource>> {
  private final AccessPolicy access;
  private final ResourceSearch search;

  public SearchHandler(AccessPolicy access, ResourceSearch search) {
    this.access = access;
    this.search = search;
  }

  @Override
  public List<FoundResource> handle(Principal caller, Search command) {
    if (command.project() != null) {
      access.requireRole(caller, command.project(), Role.VIEWER);
    }
    return search.search(
        command.text(),
        command.project(),
        caller.administrator() ? null : caller.userId(),
        command.limit());
  }
}
