package signalbox.application.service;

import java.time.InstantSource;
import java.util.function.Supplier;
import signalbox.application.event.BackendFacts;
import signalbox.application.event.LiveBackends;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Tells every signed-in user how the parts are, and which backends there are. */
public final class GetSystemHealthHandler implements Handler<GetSystemHealth, SystemOverview> {
  private final SystemHealthCheck check;
  private final Supplier<BackendFacts> self;
  private final LiveBackends backends;
  private final InstantSource clock;

  /**
   * @param self what this backend tells of itself
   */
  public GetSystemHealthHandler(
      SystemHealthCheck check,
      Supplier<BackendFacts> self,
      LiveBackends backends,
      InstantSource clock) {
    this.check = check;
    this.self = self;
    this.backends = backends;
    this.clock = clock;
  }

  @Override
  public SystemOverview handle(Principal caller, GetSystemHealth command) {
    return new SystemOverview(
        check.check(), new LiveBackends.Heard(self.get(), clock.instant()), backends.others());
  }
}
