package signalbox.application.run;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/** Answers {@link ExportRuns}. Holds one page in memory and no transaction between two of them. */
public final class ExportRunsHandler implements Handler<ExportRuns, RunExport> {
  private static final int PAGE = 500;

  private final AccessPolicy access;
  private final RunSearch search;
  private final RunRows rows;
  private final Transactions transactions;
  private final InstantSource clock;

  public ExportRunsHandler(
      AccessPolicy access,
      RunSearch search,
      RunRows rows,
      Transactions transactions,
      InstantSource clock) {
    this.access = access;
    this.search = search;
    this.rows = rows;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public RunExport handle(Principal caller, ExportRuns query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    RunQuery wanted =
        new RunQuery(query.project(), query.condition().listed(), caller.userId(), clock.instant());
    Set<RunId> only = query.only();
    if (!only.isEmpty()) {
      return sink -> named(wanted, query, sink);
    }
    return sink -> {
      String next = null;
      do {
        RunPlace place = RunPlace.of(null, next);
        Part part =
            transactions.inSnapshot(() -> {
              RunSearch.Found found = search.page(wanted, query.order(), place, PAGE);
              return new Part(rows.of(found.runs(), query.columns()), found.nextCursor());
            });
        part.rows.forEach(sink);
        next = part.nextCursor;
      } while (next != null);
    };
  }

  private void named(RunQuery wanted, ExportRuns query, Consumer<RunRow> sink) {
    List<RunRow> part =
        transactions.inSnapshot(() -> {
          List<Run> found = search.among(wanted, query.order(), query.only());
          return rows.of(found, query.columns());
        });
    part.forEach(sink);
  }

  private record Part(List<RunRow> rows, @Nullable String nextCursor) {}
}
