package signalbox.application.identity;

import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.User;

/** Finds the user who asks. */
public final class FindMeHandler implements Handler<FindMe, User> {
  private final UserRepository users;

  public FindMeHandler(UserRepository users) {
    this.users = users;
  }

  @Override
  public User handle(Principal caller, FindMe command) {
    return users
        .find(caller.userId())
        .orElseThrow(() -> SignalboxException.of(ErrorCode.AUTH_TOKEN_EXPIRED));
  }
}
