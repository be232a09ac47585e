package signalbox.application.identity;

import java.util.List;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.Principal;

/** Lists the caller's personal API tokens, newest first. */
public final class ListTokensHandler implements Handler<ListTokens, List<ApiToken>> {
  private final TokenRepository tokens;

  public ListTokensHandler(TokenRepository tokens) {
    this.tokens = tokens;
  }

  @Override
  public List<ApiToken> handle(Principal caller, ListTokens command) {
    return tokens.list(caller.userId());
  }
}
