package signalbox.application.run;

import java.time.InstantSource;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link GroupRuns}. */
public final class GroupRunsHandler implements Handler<GroupRuns, RunGroups.Grouped> {
  private final AccessPolicy access;
  private final RunGroups groups;
  private final Transactions transactions;
  private final InstantSource clock;

  public GroupRunsHandler(
      AccessPolicy access, RunGroups groups, Transactions transactions, InstantSource clock) {
    this.access = access;
    this.groups = groups;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public RunGroups.Grouped handle(Principal caller, GroupRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    RunQuery wanted =
        new RunQuery(query.project(), query.condition().listed(), caller.userId(), clock.instant());
    return transactions.inSnapshot(
        () -> groups.group(wanted, query.by(), query.metrics(), query.limit()));
  }
}
