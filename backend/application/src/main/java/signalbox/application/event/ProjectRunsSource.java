package signalbox.application.event;

import java.util.List;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunViews;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;

/** The changed runs of a project, each in its newest state. */
final class ProjectRunsSource implements TopicSource {
  private final ProjectId project;
  private final RunRepository runs;
  private final RunViews views;
  private final Transactions transactions;

  ProjectRunsSource(
      ProjectId project, RunRepository runs, RunViews views, Transactions transactions) {
    this.project = project;
    this.runs = runs;
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
      long after = RevisionCursor.parse(cursor, runs.projectRevision(project));
      List<Run> changed = runs.changedAfter(project, after, limit);
      if (changed.isEmpty()) {
        return new Batch(List.of(), cursor);
      }
      List<StreamItem> items =
          views.of(changed).stream().<StreamItem>map(StreamItem.RunChanged::new).toList();
      return new Batch(items, RevisionCursor.format(changed.getLast().projectRevision()));
    });
  }
}
