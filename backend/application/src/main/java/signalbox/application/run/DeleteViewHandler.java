package signalbox.application.run;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Carries out {@link DeleteView}. */
public final class DeleteViewHandler implements Handler<DeleteView, Boolean> {
  private final ViewAccess access;
  private final SavedViews views;

  public DeleteViewHandler(ViewAccess access, SavedViews views) {
    this.access = access;
    this.views = views;
  }

  @Override
  public Boolean handle(Principal caller, DeleteView command) {
    SavedView view = access.read(caller, command.project(), command.id());
    access.requireWrite(caller, command.project(), view.team());
    views.remove(view.id());
    return true;
  }
}
