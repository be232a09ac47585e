package signalbox.application.study;

import java.util.ArrayList;
import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.study.StudyEvent;

/**
 * Answers {@link DownloadStudyEvents}. Holds two pages in memory and no transaction between two of
 * them.
 */
public final class DownloadStudyEventsHandler
    implements Handler<DownloadStudyEvents, StudyEventDownload> {
  private static final int PAGE = 1_000;

  private final StudyAccess access;
  private final StudyEventRepository events;
  private final StudyEventViews views;
  private final Transactions transactions;

  public DownloadStudyEventsHandler(
      StudyAccess access,
      StudyEventRepository events,
      StudyEventViews views,
      Transactions transactions) {
    this.access = access;
    this.events = events;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public StudyEventDownload handle(Principal caller, DownloadStudyEvents query) {
    access.require(caller, query.study(), Role.VIEWER);
    return sink -> {
      List<StudyEvent> held = new ArrayList<>();
      StudyEventPlace place = StudyEventPlace.START;
      boolean more = true;
      while (more) {
        StudyEventPlace from = place;
        List<StudyEvent> part =
            transactions.inSnapshot(() -> events.after(query.study(), query.filter(), from, PAGE));
        more = part.size() == PAGE;
        if (more) {
          place = StudyEventPlace.of(part.getLast());
        }
        held.addAll(part);
        held.sort(StudyEventPage.IN_TIME);
        // The youngest wait: what is stored after them may have happened before them.
        List<StudyEvent> due = held.subList(0, more ? held.size() - PAGE : held.size());
        views.of(due).forEach(sink);
        due.clear();
      }
    };
  }
}
