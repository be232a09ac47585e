package signalbox.application.run;

import java.time.InstantSource;
import java.util.Set;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunId;

/** Answers {@link MatchRuns}. */
public final class MatchRunsHandler implements Handler<MatchRuns, Set<RunId>> {
  private final AccessPolicy access;
  private final RunSearch search;
  private final InstantSource clock;

  public MatchRunsHandler(AccessPolicy access, RunSearch search, InstantSource clock) {
    this.access = access;
    this.search = search;
    this.clock = clock;
  }

  @Override
  public Set<RunId> handle(Principal caller, MatchRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return search.matching(
        new RunQuery(query.project(), query.condition().listed(), caller.userId(), clock.instant()),
        query.runs());
  }
}
