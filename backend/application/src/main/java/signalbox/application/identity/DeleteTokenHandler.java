package signalbox.application.identity;

import signalbox.application.shared.Handler;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/** Takes a personal API token of the caller out of use. */
public final class DeleteTokenHandler implements Handler<DeleteToken, Boolean> {
  private final TokenRepository tokens;

  public DeleteTokenHandler(TokenRepository tokens) {
    this.tokens = tokens;
  }

  @Override
  public Boolean handle(Principal caller, DeleteToken command) {
    if (!tokens.delete(caller.userId(), command.token())) {
      throw SignalboxException.of(ErrorCode.TOKEN_NOT_FOUND).safe("id", command.token());
    }
    return true;
  }
}
