package signalbox.application.run;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunEventType;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;

/**
 * Stored runs and their timelines. Thread-safe; takes part in the current transaction.
 *
 * <p>Every change of runs takes {@link #nextProjectRevision} in its transaction, after it locked
 * its runs: changes of one project commit in the order of their project revisions, so that a reader
 * who has seen revision n misses nothing before n.
 */
public interface RunRepository {
  void insert(Run run);

  /** Inserts a run with the first event of its timeline. */
  void insert(Run run, RunEvent first);

  /** Inserts many runs at once. */
  void insertAll(List<Run> runs);

  Optional<Run> find(RunId id);

  /** Those of the runs that exist, in any order. */
  List<Run> findAll(Collection<RunId> ids);

  /** Locks the runs that exist until the transaction ends, in the order of their ids. */
  List<Run> lock(Collection<RunId> ids);

  /**
   * Replaces a run that this transaction has locked or inserted; what it is asked to do, and when
   * and by whom it was made, never changes.
   */
  void update(Run run);

  /** {@link #update} for many runs at once. */
  void updateAll(List<Run> runs);

  /**
   * Draws the project's next run revision and locks it until the transaction ends. Lock several
   * projects in the order of their ids.
   */
  long nextProjectRevision(ProjectId project);

  /** The newest run revision of the project; 0 when it has had no run. */
  long projectRevision(ProjectId project);

  /** Runs whose project revision is larger, the smallest first; trials have none. */
  List<Run> changedAfter(ProjectId project, long projectRevision, int limit);

  /**
   * The run with the revisions of its next change. A trial has no place among the changed runs of
   * its project, which would be thousands: only its own revision grows.
   */
  default Run revised(Run run) {
    long ofProject =
        run.kind() == RunKind.TRIAL ? run.projectRevision() : nextProjectRevision(run.projectId());
    return run.revised(run.revision() + 1, ofProject);
  }

  void append(List<RunEvent> events);

  /** True when the timeline has an event of this type whose detail has this {@code sequence}. */
  boolean hasEvent(RunId run, RunEventType type, int attempt, long sequence);

  /** Oldest first. */
  Page<RunEvent> events(RunId run, PageRequest page);

  /**
   * Events whose revision is larger, oldest first. Never ends within a revision: all events of the
   * last one are there, even when that exceeds the limit.
   */
  List<RunEvent> eventsAfter(RunId run, long revision, int limit);
}
