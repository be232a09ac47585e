package signalbox.application.project;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.dataset.RowPages;
import signalbox.application.dataset.TableSamples;
import signalbox.application.run.CancelRun;
import signalbox.application.run.RunRemovals;
import signalbox.application.run.RunView;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.RunId;

/**
 * Removes everything of a project. Active runs are killed first; what they still say finds no run,
 * and is dropped. What other stores hold of runs goes after the commit, as for any deleted run.
 */
public final class RemoveContent {
  private static final int RUNS_AT_ONCE = 1000;

  private final ProjectContent content;
  private final RunRemovals removals;
  private final Handler<CancelRun, RunView> cancel;
  private final Tables tables;
  private final InstantSource clock;

  /** Where the bytes of datasets lie. */
  public record Tables(ObjectStore objects, TableSamples samples, RowPages pages) {}

  public RemoveContent(
      ProjectContent content,
      RunRemovals removals,
      Handler<CancelRun, RunView> cancel,
      Tables tables,
      InstantSource clock) {
    this.content = content;
    this.removals = removals;
    this.cancel = cancel;
    this.tables = tables;
    this.clock = clock;
  }

  /** Kills what is active, and removes the bytes of datasets. */
  void prepare(Principal caller, ProjectId project) {
    for (RunId run : content.activeRuns(project)) {
      kill(caller, run);
    }
    for (ProjectContent.StoredTable table : content.tables(project)) {
      tables.samples().delete(table.objectKey());
      tables.pages().delete(table.objectKey());
      tables.objects().delete(table.objectKey());
      String original = table.originalKey();
      if (original != null) {
        tables.objects().delete(original);
      }
    }
  }

  /** Removes the rows; in one transaction with the project's. */
  void removeRows(ProjectId project) {
    content.deleteModels(project);
    List<RunId> runs = content.runs(project);
    for (int from = 0; from < runs.size(); from += RUNS_AT_ONCE) {
      removals.delete(
          new HashSet<>(runs.subList(from, Math.min(from + RUNS_AT_ONCE, runs.size()))),
          clock.instant());
    }
    content.deleteDatasets(project);
  }

  private void kill(Principal caller, RunId run) {
    try {
      cancel.handle(caller, new CancelRun(run, CancelMode.KILL));
    } catch (SignalboxException e) {
      if (e.code() != ErrorCode.RUN_ILLEGAL_STATE) {
        throw e;
      }
      // It has ended by itself meanwhile.
    }
  }
}
