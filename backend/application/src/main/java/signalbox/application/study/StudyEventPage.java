package signalbox.application.study;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.study.StudyEvent;

/**
 * A part of a study's log, in the order of its times: what is told in one batch is stored in
 * another order.
 *
 * @param first the place of what was stored first of it; null when there is nothing
 * @param last the place of what was stored last of it
 * @param more true when there are others in the direction that was asked for
 * @param total how many the whole log has of them
 */
public record StudyEventPage(
    List<StudyEventView> events,
    @Nullable StudyEventPlace first,
    @Nullable StudyEventPlace last,
    boolean more,
    long total) {
  static final Comparator<StudyEvent> IN_TIME =
      Comparator.comparing(StudyEvent::time)
          .thenComparingLong(StudyEvent::revision)
          .thenComparingInt(StudyEvent::ordinal);

  public StudyEventPage {
    events = List.copyOf(events);
  }
}
