package signalbox.application.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.LastUsed;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunValue;

/**
 * How many runs a query finds, exactly, without counting them each time. Thread-safe; takes part in
 * the current transaction.
 *
 * <p>A change of runs takes the next run revision of its project in its transaction, and changes of
 * a project commit in that order ({@link RunRepository}). What is seen of the runs in one snapshot
 * is therefore known by the revision in it, whichever backend made the changes: with the revision
 * the total is the same. With a later one, the runs that changed since are asked whether they are
 * among the wanted ones. Where it is known whether they were, the total moves by the difference;
 * where it is not, all are counted. It then is known of them: runs that go on change again and
 * again, and are counted once.
 */
public final class RunTotals {
  /** In known runs: some 5 MB. */
  private static final long KEPT = 40_000;

  /** What a total weighs beside the runs that are known of it. */
  private static final int BESIDE = 20;

  /** Of each total it is known of so many runs whether they are among the wanted ones. */
  private static final int KNOWN_RUNS = 500;

  private static final int CHANGED_RUNS = 200;

  /** Whoever asks. */
  private static final RunValue ME = new RunValue.Text("me");

  private final RunSearch search;
  private final LastUsed<Key, Total> totals = new LastUsed<>(KEPT);

  public RunTotals(RunSearch search) {
    this.search = search;
  }

  /**
   * @param caller null when he makes no difference
   */
  private record Key(ProjectId project, RunCondition condition, @Nullable UserId caller) {}

  /**
   * How many there were.
   *
   * @param wanted of some runs, whether they were among them
   */
  private record Total(String server, long revision, long runs, Map<RunId, Boolean> wanted) {}

  /**
   * How many runs the query finds.
   *
   * @param head of the query's project, read in the same snapshot
   */
  public long of(RunQuery query, RunTableHeads.Head head) {
    RunCondition condition = query.condition();
    if (!leavesTrialsOut(condition) || !changesWithRuns(condition)) {
      return search.count(query);
    }
    boolean ofCaller = condition.mentions(RunField.Attribute.OWNER::equals);
    Key key = new Key(query.project(), condition, ofCaller ? query.caller() : null);
    Total known = totals.get(key);
    Total total;
    if (known == null || !known.server().equals(head.server())) {
      total = counted(query, head, Map.of());
    } else if (known.revision() == head.revision()) {
      return known.runs();
    } else if (known.revision() > head.revision()) {
      // The snapshot is older than what somebody else has seen.
      return search.count(query);
    } else {
      total = moved(query, head, known);
    }
    totals.put(key, total, BESIDE + total.wanted().size());
    return total.runs();
  }

  private Total counted(RunQuery query, RunTableHeads.Head head, Map<RunId, Boolean> wanted) {
    return new Total(head.server(), head.revision(), search.count(query), wanted);
  }

  private Total moved(RunQuery query, RunTableHeads.Head head, Total known) {
    if (head.deletion() > known.revision()) {
      return counted(query, head, Map.of());
    }
    Map<RunId, Boolean> changed = search.changed(query, known.revision(), CHANGED_RUNS);
    if (changed.size() >= CHANGED_RUNS) {
      return counted(query, head, Map.of());
    }
    Map<RunId, Boolean> wanted = new HashMap<>(known.wanted());
    wanted.putAll(changed);
    if (wanted.size() > KNOWN_RUNS) {
      wanted = changed;
    }
    if (!known.wanted().keySet().containsAll(changed.keySet())) {
      return counted(query, head, wanted);
    }
    long runs = known.runs();
    for (Map.Entry<RunId, Boolean> run : changed.entrySet()) {
      boolean before = known.wanted().getOrDefault(run.getKey(), false);
      runs += (run.getValue() ? 1 : 0) - (before ? 1 : 0);
    }
    return new Total(head.server(), head.revision(), runs, wanted);
  }

  /** The revision of the project does not tell of a change of a trial. */
  private static boolean leavesTrialsOut(RunCondition condition) {
    return switch (condition) {
      case RunCondition.And(List<RunCondition> parts) ->
          parts.stream().anyMatch(RunTotals::leavesTrialsOut);
      case RunCondition.Compare(RunField field, Comparison comparison, RunValue value) ->
          field == RunField.Attribute.KIND
              && (comparison == Comparison.NOT_EQUAL) == value.equals(RunCondition.TRIAL);
      case RunCondition.Or _, RunCondition.Not _, RunCondition.Has _ -> false;
    };
  }

  /** Nor does it of anything else than runs, nor of the time that goes by. */
  private static boolean changesWithRuns(RunCondition condition) {
    return switch (condition) {
      case RunCondition.And(List<RunCondition> parts) ->
          parts.stream().allMatch(RunTotals::changesWithRuns);
      case RunCondition.Or(List<RunCondition> parts) ->
          parts.stream().allMatch(RunTotals::changesWithRuns);
      case RunCondition.Not(RunCondition part) -> changesWithRuns(part);
      case RunCondition.Has(RunField field) -> isOfRuns(field);
      case RunCondition.Compare(RunField field, Comparison comparison, RunValue value) ->
          field == RunField.Attribute.OWNER
              ? comparison != Comparison.CONTAINS && value.equals(ME)
              : isOfRuns(field) && !(value instanceof RunValue.Ago);
    };
  }

  private static boolean isOfRuns(RunField field) {
    return switch (field) {
      case RunField.Parameter _ -> true;
      // A copy of what the store of points says, written without the run.
      case RunField.Metric _ -> false;
      case RunField.Attribute attribute ->
          switch (attribute) {
            case STATUS,
                KIND,
                OUTCOME,
                NAME,
                ID,
                TAG,
                ALGORITHM,
                CREATED,
                STARTED,
                ENDED,
                ATTEMPT,
                PRIORITY,
                ARCHIVED ->
                true;
            // Names of others, what others hold, and how long a run goes on.
            case STUDY, DATASET, MODEL, OWNER, DURATION, WARNINGS, ERRORS -> false;
          };
    };
  }
}
