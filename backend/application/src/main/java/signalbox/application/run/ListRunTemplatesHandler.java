package signalbox.application.run;

import java.util.List;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.RunTemplate;

/** Answers {@link ListRunTemplates}. */
public final class ListRunTemplatesHandler implements Handler<ListRunTemplates, List<RunTemplate>> {
  private final AccessPolicy access;
  private final RunTemplates templates;

  public ListRunTemplatesHandler(AccessPolicy access, RunTemplates templates) {
    this.access = access;
    this.templates = templates;
  }

  @Override
  public List<RunTemplate> handle(Principal caller, ListRunTemplates query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    return templates.list(query.project(), caller.userId());
  }
}
