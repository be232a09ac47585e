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
  private final RunSearch search;
  private final RunRows rows;
  private final Baselines baselines;
  private final Transactions transactions;
  private final InstantSource clock;

  public ListRunsHandler(
      AccessPolicy access,
      RunSearch search,
      RunRows rows,
      Baselines baselines,
      Transactions transactions,
      InstantSource clock) {
    this.access = access;
    this.search = search;
    this.rows = rows;
    this.baselines = baselines;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public RunTablePage handle(Principal caller, ListRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    RunQuery wanted =
        new RunQuery(query.project(), query.condition().listed(), caller.userId(), clock.instant());
    return transactions.inSnapshot(() -> {
      RunSearch.Found found = search.page(wanted, query.order(), query.place(), query.limit());
      List<RunRow> shown = rows.of(found.runs(), query.columns());
      return new RunTablePage(
          shown,
          !query.columns().isEmpty(),
          found.nextCursor(),
          search.count(wanted),
          query.place() instanceof RunPlace.Position(long before) ? before : null,
          baselines.find(query.project()).orElse(null));
    });
  }
}
