package signalbox.application.run;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Carries out {@link DeleteRunTemplate}. */
public final class DeleteRunTemplateHandler implements Handler<DeleteRunTemplate, Boolean> {
  private final AccessPolicy access;
  private final RunTemplates templates;

  public DeleteRunTemplateHandler(AccessPolicy access, RunTemplates templates) {
    this.access = access;
    this.templates = templates;
  }

  @Override
  public Boolean handle(Principal caller, DeleteRunTemplate command) {
    access.requireRole(caller, command.project(), Role.EDITOR);
    if (!templates.delete(command.project(), caller.userId(), command.template())) {
      throw SignalboxException.of(ErrorCode.RUN_TEMPLATE_NOT_FOUND).safe("id", command.template());
    }
    return true;
  }
}
