package signalbox.application.study;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.study.StudyEvent;

/** Answers {@link ListStudyEvents}. */
public final class ListStudyEventsHandler implements Handler<ListStudyEvents, StudyEventPage> {
  private final StudyAccess access;
  private final StudyEventRepository events;
  private final StudyEventCounts counts;
  private final StudyEventViews views;
  private final Transactions transactions;

  public ListStudyEventsHandler(
      StudyAccess access,
      StudyEventRepository events,
      StudyEventViews views,
      Transactions transactions) {
    this.access = access;
    this.events = events;
    this.counts = new StudyEventCounts(events);
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public StudyEventPage handle(Principal caller, ListStudyEvents query) {
    access.require(caller, query.study(), Role.VIEWER);
    return transactions.inSnapshot(() -> {
      List<StudyEvent> found = found(query);
      boolean more = found.size() > query.limit();
      List<StudyEvent> part = more ? found.subList(0, query.limit()) : found;
      List<StudyEvent> stored = query.after() == null ? part.reversed() : part;
      return new StudyEventPage(
          views.of(stored.stream().sorted(StudyEventPage.IN_TIME).toList()),
          stored.isEmpty() ? null : StudyEventPlace.of(stored.getFirst()),
          stored.isEmpty() ? null : StudyEventPlace.of(stored.getLast()),
          more,
          counts.of(query.study(), query.filter()));
    });
  }

  /** In the direction that was asked for; one more than wanted when there are others. */
  private List<StudyEvent> found(ListStudyEvents query) {
    StudyEventPlace after = query.after();
    int most = query.limit() + 1;
    return after == null
        ? events.before(query.study(), query.filter(), query.before(), most)
        : events.after(query.study(), query.filter(), after, most);
  }
}
