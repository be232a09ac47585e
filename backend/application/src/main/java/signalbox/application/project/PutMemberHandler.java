package signalbox.application.project;

import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.UserRepository;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.User;

/** Gives somebody a role in a project. A project that has an admin keeps one. */
public final class PutMemberHandler implements Handler<PutMember, Member> {
  private final AccessPolicy access;
  private final ProjectRepository projects;
  private final UserRepository users;
  private final Transactions transactions;

  public PutMemberHandler(
      AccessPolicy access,
      ProjectRepository projects,
      UserRepository users,
      Transactions transactions) {
    this.access = access;
    this.projects = projects;
    this.users = users;
    this.transactions = transactions;
  }

  @Override
  public Member handle(Principal caller, PutMember command) {
    access.requireRole(caller, command.project(), Role.ADMIN);
    return transactions.inTransaction(() -> {
      User user =
          users
              .find(command.user())
              .orElseThrow(
                  () -> SignalboxException.of(ErrorCode.USER_NOT_FOUND).safe("id", command.user()));
      projects.lock(command.project());
      if (command.role() != Role.ADMIN) {
        LastAdmin.requireAnother(projects, command.project(), command.user());
      }
      projects.putMember(command.project(), command.user(), command.role());
      return new Member(user.id(), user.email(), user.name(), command.role());
    });
  }
}
