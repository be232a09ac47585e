package signalbox.application.run;

import java.util.Optional;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunId;

/** Answers {@link FindBaseline}. */
public final class FindBaselineHandler implements Handler<FindBaseline, Optional<RunId>> {
  private final AccessPolicy access;
  private final Baselines baselines;

  public FindBaselineHandler(AccessPolicy access, Baselines baselines) {
    this.access = access;
    this.baselines = baselines;
  }

  @Override
  public Optional<RunId> handle(Principal caller, FindBaseline query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return baselines.find(query.project());
  }
}
