package signalbox.application.run;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunOrder;

/** Finds runs by condition, in any order. Thread-safe; takes part in the current transaction. */
public interface RunSearch {
  /**
   * A part of the sorted list.
   *
   * @throws signalbox.domain.error.SignalboxException {@code request.invalid} for a cursor of
   *     another list
   */
  Found page(RunQuery query, RunOrder order, RunPlace place, int limit);

  /** The first of the sorted list, by their ids alone. */
  List<RunId> ids(RunQuery query, RunOrder order, int limit);

  /** Those of the runs that are among the wanted ones, sorted. */
  List<Run> among(RunQuery query, RunOrder order, Collection<RunId> runs);

  /** How many there are, exactly. */
  long count(RunQuery query);

  /**
   * The runs of the project that changed after one of its revisions, and whether they are among the
   * wanted ones now. Tells nothing of trials and of deleted runs.
   *
   * @param limit most runs: so many mean that there may be more
   */
  Map<RunId, Boolean> changed(RunQuery query, long afterRevision, int limit);

  /** Those of the runs that are among the wanted ones. */
  Set<RunId> matching(RunQuery query, Collection<RunId> runs);

  /**
   * Some runs.
   *
   * @param nextCursor where the next page starts; null on the last
   */
  record Found(List<Run> runs, @Nullable String nextCursor) {
    public Found {
      runs = List.copyOf(runs);
    }
  }
}
