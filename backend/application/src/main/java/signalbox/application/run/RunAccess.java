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
  private final MemberRuns runs;
  private final AccessPolicy access;

  public RunAccess(MemberRuns runs, AccessPolicy access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * @throws SignalboxException {@code run.not_found} for a run that is not there and for a stranger
   *     alike, {@code auth.forbidden} when the role is too small
   */
  public Run require(Principal caller, RunId id, Role required) {
    MemberRuns.Found found = runs.find(id, caller.userId()).orElseThrow(() -> notFound(id));
    Run run = found.run();
    Role role = access.roleOfMember(caller, found.membership()).orElseThrow(() -> notFound(id));
    access.requireRole(caller, run.projectId(), role, required);
    return run;
  }

  static SignalboxException notFound(RunId id) {
    return SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", id);
  }
}
