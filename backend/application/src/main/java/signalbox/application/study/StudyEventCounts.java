package signalbox.application.study;

import java.util.List;
import signalbox.application.shared.LastUsed;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;

/**
 * How many events of a study are wanted. What was counted once is remembered, in bounded memory:
 * events are only ever added, behind all that are there, so the next time only these are counted.
 * Thread-safe.
 */
final class StudyEventCounts {
  private static final int REMEMBERED = 1_000;
  private static final Counted NOTHING = new Counted(StudyEventPlace.START, 0);

  private final StudyEventRepository events;
  private final LastUsed<Question, Counted> counted = new LastUsed<>(REMEMBERED);

  private record Question(RunId study, StudyEventFilter filter) {}

  /** How many there are up to a place. */
  private record Counted(StudyEventPlace upTo, long events) {}

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
    Counted remembered = counted.get(question);
    Counted known = remembered == null ? NOTHING : remembered;
    if (known.upTo().compareTo(end) >= 0) {
      return known.events();
    }
    // An earlier count that comes later only has more to be counted after it.
    Counted all = new Counted(end, known.events() + events.countAfter(study, filter, known.upTo()));
    counted.put(question, all);
    return all.events();
  }
}
