package signalbox.application.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.TokenId;

/** Makes a personal API token. Its secret is stored as a digest only. */
public final class CreateTokenHandler implements Handler<CreateToken, CreatedToken> {
  static final int MAX_DAYS = 365;
  static final int MAX_TOKENS = 200;

  private final TokenRepository tokens;
  private final Secrets secrets;
  private final IdGenerator ids;
  private final InstantSource clock;

  public CreateTokenHandler(
      TokenRepository tokens, Secrets secrets, IdGenerator ids, InstantSource clock) {
    this.tokens = tokens;
    this.secrets = secrets;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public CreatedToken handle(Principal caller, CreateToken command) {
    if (command.expiresInDays() < 1 || command.expiresInDays() > MAX_DAYS) {
      throw SignalboxException.invalid("expiresInDays", "must be from 1 to " + MAX_DAYS);
    }
    if (tokens.list(caller.userId()).size() >= MAX_TOKENS) {
      throw SignalboxException.invalid(
          "name", "comes too late: there are " + MAX_TOKENS + " tokens");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ApiToken token =
        new ApiToken(
            new TokenId(ids.next()),
            caller.userId(),
            command.name(),
            now,
            now.plus(Duration.ofDays(command.expiresInDays())),
            null);
    String secret = TokenAuthenticator.PERSONAL_PREFIX + secrets.next();
    tokens.insert(token, secrets.digest(secret));
    return new CreatedToken(token, secret);
  }
}
