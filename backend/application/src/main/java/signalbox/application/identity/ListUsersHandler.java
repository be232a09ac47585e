package signalbox.application.identity;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.User;

/** Lists all users, oldest first, for an administrator. */
public final class ListUsersHandler implements Handler<ListUsers, Page<User>> {
  private final AccessPolicy access;
  private final UserRepository users;

  public ListUsersHandler(AccessPolicy access, UserRepository users) {
    this.access = access;
    this.users = users;
  }

  @Override
  public Page<User> handle(Principal caller, ListUsers command) {
    access.requireAdministrator(caller);
    return users.list(command.page());
  }
}
