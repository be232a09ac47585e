package signalbox.application.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunId;

/**
 * Does the same to many runs: to those that are named, or to all that a table shows. What fails for
 * one of them does not stop the others. Needs the role editor, for a deletion admin.
 *
 * @param runs null when a condition is given
 * @param condition null when runs are given
 * @param tags for the actions on tags
 * @param mode for a cancellation
 */
public record ChangeRuns(
    ProjectId project,
    BulkAction action,
    @Nullable List<RunId> runs,
    @Nullable RunCondition condition,
    List<String> tags,
    CancelMode mode) {
  public static final int MAX_NAMED = 1000;
  public static final int MAX_MATCHING = 10_000;

  public ChangeRuns {
    if ((runs == null) == (condition == null)) {
      throw SignalboxException.invalid("runIds", "exactly one of runIds and filter is needed");
    }
    if (runs != null) {
      runs = runs.stream().distinct().toList();
      if (runs.size() > MAX_NAMED) {
        throw SignalboxException.invalid("runIds", "at most " + MAX_NAMED + " at once");
      }
    }
    boolean ofTags = action == BulkAction.TAG || action == BulkAction.UNTAG;
    tags = RunTags.checked(tags);
    if (ofTags && tags.isEmpty()) {
      throw SignalboxException.invalid("tags", "is required to tag or untag");
    }
  }
}
