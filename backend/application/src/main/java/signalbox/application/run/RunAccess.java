package signalbox.application.run;

import signalbox.application.identity.AccessPolicy;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** Opens a run to those who may. Thread-safe. */
public final class RunAccess {
  private final RunRepository runs;
  private final AccessPolicy access;

  public RunAccess(RunRepository runs, AccessPolicy access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * @throws SignalboxException {@code run.not_found} for a run that is not there and for a stranger
   *     alike, {@code auth.forbidden} when the role is too small
   */
  public Run require(Principal caller, RunId id, Role required) {
    Run run = runs.find(id).orElseThrow(() -> notFound(id));
    Role role = access.roleOf(caller, run.projectId()).orElseThrow(() -> notFound(id));
    access.requireRole(caller, run.projectId(), role, required);
    return run;
  }

  static SignalboxException notFound(RunId id) {
    return SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", id);
  }
}
