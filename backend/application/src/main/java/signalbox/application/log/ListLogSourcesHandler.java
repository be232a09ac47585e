package signalbox.application.log;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.identity.Principal;

/** Lists sources for administrators. */
public final class ListLogSourcesHandler implements Handler<ListLogSources, Page<LogSource>> {
  private final LogAccess access;
  private final LogReader logs;

  public ListLogSourcesHandler(LogAccess access, LogReader logs) {
    this.access = access;
    this.logs = logs;
  }

  @Override
  public Page<LogSource> handle(Principal caller, ListLogSources query) {
    access.requireAdministrator(caller);
    return logs.sources(query.page());
  }
}
