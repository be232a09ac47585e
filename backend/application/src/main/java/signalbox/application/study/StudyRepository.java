package signalbox.application.study;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;

/**
 * Stored studies, beside their runs. Thread-safe; takes part in the current transaction.
 *
 * <p>Every change of a study and of its trials locks the study first, after the runs that it locks:
 * changes commit in the order of the study's revisions, so that a reader who has seen revision n
 * misses nothing before n.
 */
public interface StudyRepository {
  /** Its run is stored already. */
  void insert(Study study);

  Optional<Study> find(RunId id);

  /** Those of the studies that exist, in any order. */
  List<Study> findAll(Collection<RunId> ids);

  /** Locks the studies that exist until the transaction ends, in the order of their ids. */
  List<Study> lock(Collection<RunId> ids);

  /** Stores the plan and the revision of a study that this transaction has locked. */
  void updatePlan(Study study);

  /** Stores the progress and the revision of a study that this transaction has locked. */
  void updateProgress(Study study);
}
