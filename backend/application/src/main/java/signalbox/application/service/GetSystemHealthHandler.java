package signalbox.application.service;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Tells every signed-in user how the parts are. */
public final class GetSystemHealthHandler implements Handler<GetSystemHealth, SystemHealth> {
  private final SystemHealthCheck check;

  public GetSystemHealthHandler(SystemHealthCheck check) {
    this.check = check;
  }

  @Override
  public SystemHealth handle(Principal caller, GetSystemHealth command) {
    return check.check();
  }
}
