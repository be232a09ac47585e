package signalbox.application.run;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Carries out {@link StartRun}. */
public final class StartRunHandler implements Handler<StartRun, RunView> {
  private final AccessPolicy access;
  private final RunStarter starter;

  public StartRunHandler(AccessPolicy access, RunStarter starter) {
    this.access = access;
    this.starter = starter;
  }

  @Override
  public RunView handle(Principal caller, StartRun command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    return starter.start(
        caller,
        command.project(),
        command.run(),
        "StartRun:" + command.project(),
        command.idempotencyKey(),
        null);
  }
}
