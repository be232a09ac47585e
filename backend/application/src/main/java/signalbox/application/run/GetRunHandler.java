package signalbox.application.run;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link GetRun}. */
public final class GetRunHandler implements Handler<GetRun, RunView> {
  private final RunAccess access;
  private final RunViews views;

  public GetRunHandler(RunAccess access, RunViews views) {
    this.access = access;
    this.views = views;
  }

  @Override
  public RunView handle(Principal caller, GetRun query) {
    return views.of(access.require(caller, query.run(), Role.VIEWER));
  }
}
