package signalbox.application.run;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link CloneRun}; nothing is started. */
public final class CloneRunHandler implements Handler<CloneRun, NewRun> {
  private final RunAccess access;

  public CloneRunHandler(RunAccess access) {
    this.access = access;
  }

  @Override
  public NewRun handle(Principal caller, CloneRun query) {
    return NewRun.of(access.require(caller, query.run(), Role.VIEWER));
  }
}
