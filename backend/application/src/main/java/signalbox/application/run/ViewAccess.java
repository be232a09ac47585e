package signalbox.application.run;

import java.util.UUID;
import signalbox.application.identity.AccessPolicy;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/** Opens views to those who may. Thread-safe. */
public final class ViewAccess {
  private final SavedViews views;
  private final AccessPolicy access;

  public ViewAccess(SavedViews views, AccessPolicy access) {
    this.views = views;
    this.access = access;
  }

  /**
   * @throws SignalboxException {@code view.not_found} for one that is not there and for somebody
   *     else's alike
   */
  SavedView read(Principal caller, ProjectId project, UUID id) {
    access.requireRole(caller, project, Role.VIEWER);
    return views
        .find(id)
        .filter(view -> view.project().equals(project))
        .filter(view -> view.team() || view.owner().equals(caller.userId()))
        .orElseThrow(() -> SignalboxException.of(ErrorCode.VIEW_NOT_FOUND).safe("id", id));
  }

  void requireWrite(Principal caller, ProjectId project, boolean team) {
    access.requireRole(caller, project, team ? Role.EDITOR : Role.VIEWER);
  }
}
