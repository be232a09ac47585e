package signalbox.application.run;

import java.util.EnumSet;
import java.util.Set;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunStatus;

/** Carries out {@link RetryRun}. */
public final class RetryRunHandler implements Handler<RetryRun, RunView> {
  private static final Set<RunStatus> RETRYABLE =
      EnumSet.of(RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.TIMED_OUT);

  private final RunAccess access;
  private final RunStarter starter;

  public RetryRunHandler(RunAccess access, RunStarter starter) {
    this.access = access;
    this.starter = starter;
  }

  @Override
  public RunView handle(Principal caller, RetryRun command) {
    Run run = access.require(caller, command.run(), Role.EDITOR);
    if (!(run.spec() instanceof RunSpec.Work)) {
      throw SignalboxException.of(ErrorCode.STUDY_NOT_CLONED);
    }
    run.state().require(RETRYABLE);
    return starter.start(
        caller,
        run.projectId(),
        NewRun.of(run),
        "RetryRun:" + run.id(),
        command.idempotencyKey(),
        run.id());
  }
}
