package signalbox.application.notification;

import java.time.InstantSource;
import signalbox.application.identity.UserRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;

/** Carries out {@link CreateAlertRule}. */
public final class CreateAlertRuleHandler implements Handler<CreateAlertRule, AlertRuleView> {
  private final AlertRuleAccess access;
  private final AlertRuleRepository rules;
  private final UserRepository users;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;

  public CreateAlertRuleHandler(
      AlertRuleAccess access,
      AlertRuleRepository rules,
      UserRepository users,
      Transactions transactions,
      IdGenerator ids,
      InstantSource clock) {
    this.access = access;
    this.rules = rules;
    this.users = users;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public AlertRuleView handle(Principal caller, CreateAlertRule command) {
    access.requireToCreate(caller, command.project(), command.shared());
    AlertRuleInput input = command.input();
    access.requireKnown(command.project(), input);
    AlertRule rule =
        new AlertRule(
            new AlertRuleId(ids.next()),
            command.project(),
            caller.userId(),
            command.shared(),
            input.name().strip(),
            input.enabled(),
            input.trigger(),
            input.scope(),
            clock.instant());
    transactions.inTransaction(() -> {
      if (rules.count(command.project()) >= AlertRule.MOST_IN_PROJECT) {
        throw SignalboxException.of(ErrorCode.ALERT_RULE_TOO_MANY)
            .safe("limit", AlertRule.MOST_IN_PROJECT);
      }
      rules.insert(rule);
    });
    String owner = users.find(caller.userId()).map(user -> user.name()).orElse("");
    return new AlertRuleView(rule, owner, null);
  }
}
