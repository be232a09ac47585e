package signalbox.application.dataset;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Tells what a training on a target would meet. */
public final class CheckTargetHandler implements Handler<CheckTarget, TargetCheck> {
  private final VisibleDatasets visible;
  private final TargetChecks checks;

  public CheckTargetHandler(VisibleDatasets visible, TargetChecks checks) {
    this.visible = visible;
    this.checks = checks;
  }

  @Override
  public TargetCheck handle(Principal caller, CheckTarget query) {
    return checks.check(visible.requireTable(caller, query.dataset(), Role.VIEWER), query.target());
  }
}
