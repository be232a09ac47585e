package signalbox.application.notification;

import java.util.Optional;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/** Who may do what with rules: a viewer what is his own, an editor what is shared. Thread-safe. */
public final class AlertRuleAccess {
  private final AccessPolicy access;
  private final AlertRuleRepository rules;
  private final RunRepository runs;

  public AlertRuleAccess(AccessPolicy access, AlertRuleRepository rules, RunRepository runs) {
    this.access = access;
    this.rules = rules;
    this.runs = runs;
  }

  /**
   * @throws SignalboxException {@code auth.forbidden} for a shared rule without the role editor
   */
  void requireToCreate(Principal caller, ProjectId project, boolean shared) {
    access.requireRole(caller, project, shared ? Role.EDITOR : Role.VIEWER);
  }

  /**
   * @throws SignalboxException {@code alert_rule.not_found} for what is not there and for somebody
   *     else's own rule alike
   */
  AlertRule requireToChange(Principal caller, ProjectId project, AlertRuleId id) {
    access.requireRole(caller, project, Role.VIEWER);
    AlertRule rule =
        rules
            .find(id)
            .filter(found -> found.project().equals(project))
            .filter(found -> found.shared() || found.owner().equals(caller.userId()))
            .orElseThrow(
                () -> SignalboxException.of(ErrorCode.ALERT_RULE_NOT_FOUND).safe("id", id));
    requireToCreate(caller, project, rule.shared());
    return rule;
  }

  /**
   * @throws SignalboxException {@code request.invalid} with the field {@code scope.runId} for a run
   *     of another project, and for one that is no study when the rule waits for a study
   */
  void requireKnown(ProjectId project, AlertRuleInput input) {
    RunId id = input.scope().run();
    if (id == null) {
      return;
    }
    Optional<Run> run = runs.find(id).filter(one -> one.projectId().equals(project));
    if (run.isEmpty()) {
      throw SignalboxException.invalid("scope.runId", "is no run of this project");
    }
    if (input.trigger() instanceof AlertTrigger.OnStudy && run.get().kind() != RunKind.STUDY) {
      throw SignalboxException.invalid("scope.runId", "is no study");
    }
  }
}
