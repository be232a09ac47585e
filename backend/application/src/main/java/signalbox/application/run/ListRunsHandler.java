package signalbox.application.run;

import java.time.InstantSource;
import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link ListRuns}. */
public final class ListRunsHandler implements Handler<ListRuns, RunTablePage> {
  private final AccessPolicy access;
  private final RunTableHeads heads;
  private final RunSearch search;
  private final RunTotals totals;
  private final RunRows rows;
  private final Transactions transactions;
  private final InstantSource clock;

  public ListRunsHandler(
      AccessPolicy access,
      RunTableHeads heads,
      RunSearch search,
      RunTotals totals,
      RunRows rows,
      Transactions transactions,
      InstantSource clock) {
    this.access = access;
    this.heads = heads;
    this.search = search;
    this.totals = totals;
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public RunTablePage handle(Principal caller, ListRuns query) {
    RunQuery wanted =
        new RunQuery(query.project(), query.condition().listed(), caller.userId(), clock.instant());
    return transactions.inSnapshot(() -> {
      RunTableHeads.Head head =
          heads
              .find(query.project(), caller.userId())
              .orElseThrow(() -> AccessPolicy.projectNotFound(query.project()));
      access.requireRole(caller, query.project(), head.membership(), Role.VIEWER);
      RunSearch.Found found = search.page(wanted, query.order(), query.place(), query.limit());
      List<RunRow> shown = rows.of(found.runs(), query.columns());
      return new RunTablePage(
          shown,
          !query.columns().isEmpty(),
          found.nextCursor(),
          totals.of(wanted, head),
          query.place() instanceof RunPlace.Position(long before) ? before : null,
          head.baseline());
    });
  }
}
