package signalbox.application.study;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/** Opens a study to those who may. Thread-safe. */
public final class StudyAccess {
  private final RunRepository runs;
  private final AccessPolicy access;

  public StudyAccess(RunRepository runs, AccessPolicy access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * @throws SignalboxException {@code study.not_found} for what is not there, is no study, or
   *     belongs to strangers; {@code auth.forbidden} when the role is too small
   */
  public Run require(Principal caller, RunId id, Role required) {
    Run run =
        runs.find(id)
            .filter(found -> found.kind() == RunKind.STUDY)
            .filter(found -> access.roleOf(caller, found.projectId()).isPresent())
            .orElseThrow(() -> notFound(id));
    access.requireRole(caller, run.projectId(), required);
    return run;
  }

  static SignalboxException notFound(RunId id) {
    return SignalboxException.of(ErrorCode.STUDY_NOT_FOUND).safe("id", id);
  }
}
