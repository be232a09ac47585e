package signalbox.application.run;

import java.util.Set;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link FindView}. */
public final class FindViewHandler implements Handler<FindView, SavedViewView> {
  private final ViewAccess access;
  private final RunNames names;

  public FindViewHandler(ViewAccess access, RunNames names) {
    this.access = access;
    this.names = names;
  }

  @Override
  public SavedViewView handle(Principal caller, FindView query) {
    SavedView view = access.read(caller, query.project(), query.id());
    return new SavedViewView(
        view, names.users(Set.of(view.owner())).getOrDefault(view.owner(), ""));
  }
}
