package signalbox.application.run;

import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunKind;

/** Answers {@link CloneRun}; nothing is started. A trial becomes a run of its own. */
public final class CloneRunHandler implements Handler<CloneRun, NewRun> {
  private final RunAccess access;

  public CloneRunHandler(RunAccess access) {
    this.access = access;
  }

  @Override
  public NewRun handle(Principal caller, CloneRun query) {
    Run run = access.require(caller, query.run(), Role.VIEWER);
    if (run.kind() == RunKind.STUDY) {
      throw SignalboxException.of(ErrorCode.STUDY_NOT_CLONED);
    }
    return NewRun.workOf(run);
  }
}
