package signalbox.application.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;

/** Answers {@link ListViews}. */
public final class ListViewsHandler implements Handler<ListViews, List<SavedViewView>> {
  private final AccessPolicy access;
  private final SavedViews views;
  private final RunNames names;

  public ListViewsHandler(AccessPolicy access, SavedViews views, RunNames names) {
    this.access = access;
    this.views = views;
    this.names = names;
  }

  @Override
  public List<SavedViewView> handle(Principal caller, ListViews query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    List<SavedView> found = views.list(query.project(), caller.userId());
    Map<UserId, String> owners =
        names.users(found.stream().map(SavedView::owner).collect(Collectors.toSet()));
    return found.stream()
        .map(view -> new SavedViewView(view, owners.getOrDefault(view.owner(), "")))
        .toList();
  }
}
