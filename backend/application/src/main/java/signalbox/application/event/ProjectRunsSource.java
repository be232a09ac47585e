package signalbox.application.event;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import signalbox.application.run.RunDeletions;
import signalbox.application.run.RunDeletions.Deletion;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunView;
import signalbox.application.run.RunViews;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

/**
 * The changed runs of a project, each in its newest state, and those that were deleted, in the
 * order of their revisions.
 */
final class ProjectRunsSource implements TopicSource {
  /** Why a cursor is too old: what was deleted after it is not all known any more. */
  static final String FORGOTTEN = "deletions_forgotten";

  private final ProjectId project;
  private final RunRepository runs;
  private final RunDeletions deletions;
  private final RunViews views;
  private final Transactions transactions;

  ProjectRunsSource(
      ProjectId project,
      RunRepository runs,
      RunDeletions deletions,
      RunViews views,
      Transactions transactions) {
    this.project = project;
    this.runs = runs;
    this.deletions = deletions;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(
        RevisionCursor.format(runs.projectRevision(project)), new StreamState.Nothing());
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    return transactions.inSnapshot(() -> {
      long newest = runs.projectRevision(project);
      long after = RevisionCursor.parse(cursor, newest);
      if (after == newest) {
        // Whoever is woken for nothing costs one question.
        return new Batch(List.of(), cursor);
      }
      if (after < deletions.forgotten(project)) {
        return Batch.gap(RevisionCursor.format(newest), FORGOTTEN);
      }
      NavigableMap<Long, StreamItem> items = items(after, limit);
      return items.isEmpty()
          ? new Batch(List.of(), cursor)
          : new Batch(List.copyOf(items.values()), RevisionCursor.format(items.lastKey()));
    });
  }

  /** By their revisions, of which each change and each deletion has its own. */
  private NavigableMap<Long, StreamItem> items(long after, int limit) {
    List<Run> changed = runs.changedAfter(project, after, limit);
    List<Deletion> deleted = deletions.after(project, after, limit);
    NavigableMap<Long, StreamItem> items = new TreeMap<>();
    for (Deletion one : deleted) {
      items.put(one.revision(), new StreamItem.RunsDeleted(one.runs()));
    }
    for (RunView view : views.of(changed)) {
      items.put(view.run().projectRevision(), new StreamItem.RunChanged(view));
    }
    long whole =
        Math.min(
            isFull(changed, limit) ? changed.getLast().projectRevision() : Long.MAX_VALUE,
            isFull(deleted, limit) ? deleted.getLast().revision() : Long.MAX_VALUE);
    return items.headMap(whole, true);
  }

  /** True when there may be more, so that nothing is known of what lies after the last one. */
  private static boolean isFull(Collection<?> found, int limit) {
    return !found.isEmpty() && found.size() >= limit;
  }
}
