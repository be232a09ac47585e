package signalbox.application.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;

/**
 * How many events of a study are wanted. What was counted once is remembered, in bounded memory:
 * events are only ever added, behind all that are there, so the next time only these are counted.
 * Thread-safe.
 */
final class StudyEventCounts {
  private static final int MOST_REMEMBERED = 1_000;
  private static final Counted NOTHING = new Counted(StudyEventPlace.START, 0);

  private final StudyEventRepository events;
  private final Map<Question, Counted> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Counted> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  private record Question(RunId study, StudyEventFilter filter) {}

  /** How many there are up to a place. */
  private record Counted(StudyEventPlace upTo, long events) {
    static Counted further(Counted one, Counted other) {
      return one.upTo.compareTo(other.upTo) < 0 ? other : one;
    }
  }

  StudyEventCounts(StudyEventRepository events) {
    this.events = events;
  }

  /** To be called in a snapshot; where a later one has been counted already, answers for that. */
  long of(RunId study, StudyEventFilter filter) {
    List<StudyEvent> last = events.before(study, StudyEventFilter.ALL, null, 1);
    if (last.isEmpty()) {
      return 0;
    }
    StudyEventPlace end = StudyEventPlace.of(last.getFirst());
    Question question = new Question(study, filter);
    Counted known = known(question);
    if (known.upTo().compareTo(end) >= 0) {
      return known.events();
    }
    Counted all = new Counted(end, known.events() + events.countAfter(study, filter, known.upTo()));
    synchronized (remembered) {
      remembered.merge(question, all, Counted::further);
    }
    return all.events();
  }

  private Counted known(Question question) {
    synchronized (remembered) {
      return remembered.getOrDefault(question, NOTHING);
    }
  }
}
