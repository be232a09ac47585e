package signalbox.application.identity;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.TokenId;
import signalbox.domain.identity.UserId;

/** Personal API tokens in memory, with the users of another store. */
public final class InMemoryTokenRepository implements TokenRepository {
  private record Entry(ApiToken token, String secretHash) {}

  private final UserRepository users;
  private final Map<TokenId, Entry> tokens = new ConcurrentHashMap<>();

  public InMemoryTokenRepository(UserRepository users) {
    this.users = users;
  }

  @Override
  public void insert(ApiToken token, String secretHash) {
    tokens.put(token.id(), new Entry(token, secretHash));
  }

  @Override
  public List<ApiToken> list(UserId user) {
    return tokens.values().stream()
        .map(Entry::token)
        .filter(token -> token.userId().equals(user))
        .sorted(Comparator.comparing((ApiToken token) -> token.id().toString()).reversed())
        .toList();
  }

  @Override
  public Optional<Bearer> findBySecret(String secretHash) {
    return tokens.values().stream()
        .filter(entry -> entry.secretHash().equals(secretHash))
        .map(Entry::token)
        .flatMap(token -> users.find(token.userId()).map(user -> new Bearer(token, user)).stream())
        .findFirst();
  }

  @Override
  public void touch(TokenId id, Instant time) {
    tokens.computeIfPresent(
        id,
        (_, entry) -> {
          ApiToken token = entry.token();
          return new Entry(
              new ApiToken(
                  token.id(),
                  token.userId(),
                  token.name(),
                  token.createdAt(),
                  token.expiresAt(),
                  time),
              entry.secretHash());
        });
  }

  @Override
  public boolean delete(UserId user, TokenId id) {
    Entry entry = tokens.get(id);
    return entry != null && entry.token().userId().equals(user) && tokens.remove(id) != null;
  }
}
