package signalbox.application.identity;

import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/** Signs somebody in. An unknown address and a wrong password look and last the same. */
public final class SignInHandler {
  private final UserRepository users;
  private final PasswordHasher hasher;
  private final SignInLimit limit;
  private final Sessions sessions;

  public SignInHandler(
      UserRepository users, PasswordHasher hasher, SignInLimit limit, Sessions sessions) {
    this.users = users;
    this.hasher = hasher;
    this.limit = limit;
    this.sessions = sessions;
  }

  /**
   * @throws SignalboxException {@code auth.invalid_credentials}, {@code request.rate_limited}
   */
  public SignedIn handle(SignIn command) {
    limit.enter(command.email(), command.address());
    UserRepository.Credentials credentials = users.findByEmail(command.email()).orElse(null);
    boolean proven;
    if (credentials == null) {
      hasher.verifyNothing(command.password());
      proven = false;
    } else {
      proven = hasher.verify(command.password(), credentials.passwordHash());
    }
    if (credentials == null || !proven) {
      throw SignalboxException.of(ErrorCode.AUTH_INVALID_CREDENTIALS);
    }
    limit.succeeded(command.email(), command.address());
    return sessions.begin(credentials.user());
  }
}
