package signalbox.application.identity;

import signalbox.domain.identity.ApiToken;

/**
 * A new token.
 *
 * @param secret told this once
 */
public record CreatedToken(ApiToken token, String secret) {
  @Override
  public String toString() {
    return "CreatedToken[" + token.id() + "]";
  }
}
