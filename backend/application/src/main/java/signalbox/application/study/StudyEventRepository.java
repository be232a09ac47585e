package signalbox.application.study;

import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;

/**
 * What happened in studies, in the order of their revisions. Thread-safe; takes part in the current
 * transaction.
 */
public interface StudyEventRepository {
  /**
   * Their studies are locked by this transaction, which has given them these revisions: so they
   * commit in their order, and who has read up to a place misses nothing before it.
   */
  void append(List<StudyEvent> events);

  /** Those that are wanted after a place, the oldest first. */
  List<StudyEvent> after(RunId study, StudyEventFilter filter, StudyEventPlace place, int limit);

  /**
   * Those that are wanted before a place, the newest first.
   *
   * @param place null: the end
   */
  List<StudyEvent> before(
      RunId study, StudyEventFilter filter, @Nullable StudyEventPlace place, int limit);

  /** How many are wanted after a place, exactly. */
  long countAfter(RunId study, StudyEventFilter filter, StudyEventPlace place);
}
