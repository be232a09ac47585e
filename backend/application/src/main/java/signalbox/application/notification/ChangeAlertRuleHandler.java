package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.AlertRule;

/** Carries out {@link ChangeAlertRule}. */
public final class ChangeAlertRuleHandler implements Handler<ChangeAlertRule, AlertRuleView> {
  private final AlertRuleAccess access;
  private final AlertRuleRepository rules;
  private final Transactions transactions;

  public ChangeAlertRuleHandler(
      AlertRuleAccess access, AlertRuleRepository rules, Transactions transactions) {
    this.access = access;
    this.rules = rules;
    this.transactions = transactions;
  }

  @Override
  public AlertRuleView handle(Principal caller, ChangeAlertRule command) {
    AlertRule before = access.requireToChange(caller, command.project(), command.rule());
    AlertRuleInput input = command.input();
    access.requireKnown(command.project(), input);
    AlertRule after =
        before.changed(input.name().strip(), input.enabled(), input.trigger(), input.scope());
    transactions.inTransaction(() -> {
      rules.update(after);
      if (!after.trigger().equals(before.trigger()) || after.enabled() != before.enabled()) {
        rules.forgetWatches(after.id());
      }
    });
    return rules.list(command.project(), caller.userId()).stream()
        .filter(view -> view.rule().id().equals(after.id()))
        .findFirst()
        .orElseGet(() -> new AlertRuleView(after, "", null));
  }
}
