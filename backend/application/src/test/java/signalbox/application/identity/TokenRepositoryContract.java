package signalbox.application.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.ApiToken;
import signalbox.domain.identity.TokenId;
import signalbox.domain.identity.User;

/** What every store of personal API tokens does. */
public abstract class TokenRepositoryContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Stores stores;

  /** Empty stores that know of each other. */
  public record Stores(UserRepository users, TokenRepository tokens) {}

  protected abstract Stores open();

  @BeforeEach
  void start() {
    stores = open();
  }

  @Test
  void findsTheBearerOfASecret() {
    User ada = user();
    ApiToken token = token(ada);
    stores.tokens().insert(token, "ab".repeat(32));

    assertThat(stores.tokens().findBySecret("ab".repeat(32)))
        .contains(new TokenRepository.Bearer(token, ada));
    assertThat(stores.tokens().findBySecret("cd".repeat(32))).isEmpty();
  }

  @Test
  void notesWhenATokenWasUsed() {
    User ada = user();
    ApiToken token = token(ada);
    stores.tokens().insert(token, "ab".repeat(32));
    stores.tokens().touch(token.id(), NOW.plusSeconds(9));

    assertThat(stores.tokens().list(ada.id()))
        .extracting(ApiToken::lastUsedAt)
        .containsExactly(NOW.plusSeconds(9));
  }

  @Test
  void listsTheNewestFirst() {
    User ada = user();
    ApiToken first = token(ada);
    ApiToken second = token(ada);
    stores.tokens().insert(first, "01".repeat(32));
    stores.tokens().insert(second, "02".repeat(32));
    stores.tokens().insert(token(user()), "03".repeat(32));

    assertThat(stores.tokens().list(ada.id())).containsExactly(second, first);
  }

  @Test
  void deletesForTheOwnerOnly() {
    User ada = user();
    ApiToken token = token(ada);
    stores.tokens().insert(token, "ab".repeat(32));

    assertThat(stores.tokens().delete(user().id(), token.id())).isFalse();
    assertThat(stores.tokens().delete(ada.id(), token.id())).isTrue();
    assertThat(stores.tokens().delete(ada.id(), token.id())).isFalse();
    assertThat(stores.tokens().findBySecret("ab".repeat(32))).isEmpty();
  }

  private User user() {
    User user = UserRepositoryContract.user();
    stores.users().insert(user, "hash");
    return user;
  }

  private static ApiToken token(User user) {
    return new ApiToken(
        new TokenId(TestRuns.IDS.next()), user.id(), "ci", NOW, NOW.plusSeconds(60), null);
  }
}
