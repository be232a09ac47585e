package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Takes somebody out of a project; the last admin stays. */
public final class DeleteMemberHandler implements Handler<DeleteMember, Boolean> {
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final Transactions transactions;

  public DeleteMemberHandler(
      AccessPolicy access, ProjectRepository projects, Transactions transactions) {
    this.access = access;
    this.projects = projects;
    this.transactions = transactions;
  }

  @Override
  public Boolean handle(Principal caller, DeleteMember command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    return transactions.inTransaction(() -> {
      projects.lock(command.project());
      if (projects.findMember(command.project(), command.user()).isEmpty()) {
        throw SignalboxException.of(ErrorCode.MEMBER_NOT_FOUND);
      }
      LastAdmin.requireAnother(projects, command.project(), command.user());
      projects.deleteMember(command.project(), command.user());
      return true;
    });
  }
}
