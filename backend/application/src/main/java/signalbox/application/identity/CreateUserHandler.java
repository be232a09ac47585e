package signalbox.application.identity;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** Adds a user, for an administrator. */
public final class CreateUserHandler implements Handler<CreateUser, User> {
  private final AccessPolicy access;
  private final UserRepository users;
  private final PasswordHasher hasher;
  private final IdGenerator ids;
  private final InstantSource clock;

  public CreateUserHandler(
      AccessPolicy access,
      UserRepository users,
      PasswordHasher hasher,
      IdGenerator ids,
      InstantSource clock) {
    this.access = access;
    this.users = users;
    this.hasher = hasher;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public User handle(Principal caller, CreateUser command) {
    access.requireAdministrator(caller);
    User user =
        new User(
            new UserId(ids.next()),
            command.email(),
            command.name(),
            command.administrator(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    User.requireGoodPassword(command.password());
    if (!users.insert(user, hasher.hash(command.password()))) {
      throw SignalboxException.of(ErrorCode.USER_EMAIL_TAKEN).at("email");
    }
    return user;
  }
}
