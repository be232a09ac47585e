package signalbox.application.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.TokenId;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** Personal API tokens. Thread-safe; takes part in the current transaction. */
public interface TokenRepository {
  /** A token with the user who bears it. */
  record Bearer(ApiToken token, User user) {}

  void insert(ApiToken token, String secretHash);

  /** A user's tokens, newest first. */
  List<ApiToken> list(UserId user);

  Optional<Bearer> findBySecret(String secretHash);

  /** Notes when a token was used. */
  void touch(TokenId id, Instant time);

  /** False when the user has no such token. */
  boolean delete(UserId user, TokenId id);
}
