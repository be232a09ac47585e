package signalbox.application.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import signalbox.application.shared.ExpiringStore;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;

/**
 * Which runs were deleted, in the order of all that happened to the runs of their project, so that
 * whoever follows it hears of them. Thread-safe; takes part in the current transaction.
 */
public interface RunDeletions extends ExpiringStore {
  /** How long a deletion is known. */
  Duration KEPT = Duration.ofDays(7);

  /**
   * Notes that runs are gone. A trial whose study stays is noted there too, in the next revision of
   * the study, which is locked for it: after the project, in the order of their ids.
   *
   * @param revision what {@link RunRepository#nextProjectRevision} has drawn for the deletion
   * @param deleted of this project, and gone already
   */
  void note(ProjectId project, long revision, Collection<Run> deleted, Instant now);

  /** Deletions of a larger revision, the smallest first. */
  List<Deletion> after(ProjectId project, long revision, int limit);

  /**
   * Up to this revision deletions are no longer known: whoever goes on from before it may have
   * missed some. 0 while all are known.
   */
  long forgotten(ProjectId project);

  /**
   * Runs that went together.
   *
   * @param runs those that were named; the trials of a study among them are gone with it
   */
  record Deletion(long revision, List<RunId> runs) {
    public Deletion {
      runs = List.copyOf(runs);
    }
  }
}
