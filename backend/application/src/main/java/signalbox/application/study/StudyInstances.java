package signalbox.application.study;

import java.util.List;
import java.util.Set;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.run.RunId;

/**
 * The instances of studies over sets. What is stored here cannot be deleted. Thread-safe; takes
 * part in the current transaction.
 */
public interface StudyInstances {
  /**
   * Stores the set of a study that is stored already, unless some of it was deleted meanwhile.
   *
   * @param instances in the order in which trials solve them
   * @return those that are not there any more; nothing was stored when there are some
   */
  Set<DatasetId> insert(RunId study, List<DatasetId> instances);

  /** In the order in which trials solve them; none for a study that is over no set. */
  List<StudyInstance> list(RunId study);
}
