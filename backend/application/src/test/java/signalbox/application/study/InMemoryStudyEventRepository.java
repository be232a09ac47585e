package signalbox.application.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;

/** Events in memory. For one thread. */
public final class InMemoryStudyEventRepository implements StudyEventRepository {
  private static final Comparator<StudyEvent> IN_ORDER =
      Comparator.comparingLong(StudyEvent::revision).thenComparingInt(StudyEvent::ordinal);

  private final List<StudyEvent> events = new ArrayList<>();

  @Override
  public void append(List<StudyEvent> added) {
    for (StudyEvent one : added) {
      boolean taken =
          events.stream()
              .anyMatch(known ->
                  known.study().equals(one.study())
                      && StudyEventPlace.of(known).equals(StudyEventPlace.of(one)));
      if (taken) {
        throw new IllegalStateException("two events at " + StudyEventPlace.of(one));
      }
      events.add(one);
    }
  }

  private Stream<StudyEvent> wanted(RunId study, StudyEventFilter filter) {
    Integer trial = filter.trial();
    String text = filter.text();
    return events.stream()
        .filter(event -> event.study().equals(study))
        .filter(event -> filter.types().isEmpty() || filter.types().contains(event.type()))
        .filter(event -> trial == null || trial.equals(event.trial()))
        .filter(event ->
            text == null
                || event.text().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
  }

  private static int compare(StudyEvent event, StudyEventPlace place) {
    return StudyEventPlace.of(event).compareTo(place);
  }

  @Override
  public List<StudyEvent> after(
      RunId study, StudyEventFilter filter, StudyEventPlace place, int limit) {
    return wanted(study, filter)
        .filter(event -> compare(event, place) > 0)
        .sorted(IN_ORDER)
        .limit(limit)
        .toList();
  }

  @Override
  public List<StudyEvent> before(
      RunId study, StudyEventFilter filter, @Nullable StudyEventPlace place, int limit) {
    return wanted(study, filter)
        .filter(event -> place == null || compare(event, place) < 0)
        .sorted(IN_ORDER.reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public long countAfter(RunId study, StudyEventFilter filter, StudyEventPlace place) {
    return wanted(study, filter).filter(event -> compare(event, place) > 0).count();
  }
}
