package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.AlertRule;

/** Carries out {@link DeleteAlertRule}. */
public final class DeleteAlertRuleHandler implements Handler<DeleteAlertRule, Boolean> {
  private final AlertRuleAccess access;
  private final AlertRuleRepository rules;

  public DeleteAlertRuleHandler(AlertRuleAccess access, AlertRuleRepository rules) {
    this.access = access;
    this.rules = rules;
  }

  @Override
  public Boolean handle(Principal caller, DeleteAlertRule command) {
    AlertRule rule = access.requireToChange(caller, command.project(), command.rule());
    rules.delete(rule.id());
    return true;
  }
}
