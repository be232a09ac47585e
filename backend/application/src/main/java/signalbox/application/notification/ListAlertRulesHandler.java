package signalbox.application.notification;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListAlertRules}. */
public final class ListAlertRulesHandler implements Handler<ListAlertRules, List<AlertRuleView>> {
  private final AccessPolicy access;
  private final AlertRuleRepository rules;

  public ListAlertRulesHandler(AccessPolicy access, AlertRuleRepository rules) {
    this.access = access;
    this.rules = rules;
  }

  @Override
  public List<AlertRuleView> handle(Principal caller, ListAlertRules query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return rules.list(query.project(), caller.userId());
  }
}
