package signalbox.application.study;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import signalbox.application.run.TrialStates;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Trial;

/**
 * Stored trials, beside their runs. Thread-safe; takes part in the current transaction. Nothing
 * here reads more rows than it answers, however many trials a study has.
 */
public interface TrialRepository extends TrialStates {
  /** Their studies are locked, and their runs stored already. */
  void insertAll(List<Trial> trials);

  /** Stores how trials of locked studies have ended. */
  void updateAll(List<Trial> trials);

  /** Those of the trials that exist, in any order. */
  List<Trial> find(RunId study, Collection<Integer> numbers);

  /**
   * Gives trials of a study new revisions, because their runs have changed: one after the other in
   * their order. Locks the study; no effect for trials that are gone.
   *
   * @return the last of these revisions, which the study has now; 0 when it is gone
   */
  long touch(RunId study, Collection<RunId> trials);

  /** Trials of a larger revision, the smallest first, each with what its run is now. */
  List<TrialRow> after(RunId study, long revision, int limit);

  /**
   * The numbers of trials that were deleted after a revision and up to another, in any order;
   * whoever knows the study as it was at the first still has them.
   */
  List<Integer> deleted(RunId study, long after, long upTo);

  /** The searched parameters of those of the trials that exist, by their runs. */
  Map<RunId, Map<String, Object>> parameters(Collection<RunId> trials);

  /** Completed trials of some studies that ended before a time, the newest first. */
  List<EarlierTrial> completed(Collection<RunId> studies, Instant before, int most);

  /** Trials that still run although the run of their study ended before a time. Locks nothing. */
  List<Trial> left(Instant studyEndedBefore, int most);
}
