package signalbox.application.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

class SessionsTest {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InMemoryUserRepository users = new InMemoryUserRepository();
  private final User user =
      new User(new UserId(TestRuns.IDS.next()), "ada@example.org", "Ada", false, Instant.EPOCH);
  private final Sessions sessions =
      new Sessions(
          new InMemorySessionRepository(),
          users,
          new PlainTokens(),
          new CountedSecrets(),
          TestRuns.IDS,
          now::get,
          new ImmediateTransactions());

  @BeforeEach
  void start() {
    users.insert(user, "hash");
  }

  @Test
  void aTokenIsGoodOnce() {
    String first = sessions.begin(user).refreshToken();
    String second = sessions.renew(first).refreshToken();
    after(Sessions.LOST_ANSWER);

    refused(first);
    // Somebody has a copy: nobody goes on with this session.
    refused(second);
  }

  @Test
  void aPageThatNeverHeardTheAnswerComesBackWithTheOldToken() {
    String first = sessions.begin(user).refreshToken();
    String unheard = sessions.renew(first).refreshToken();
    after(MOMENT);
    String unheardToo = sessions.renew(first).refreshToken();
    after(MOMENT);
    String heard = sessions.renew(first).refreshToken();

    refused(unheard);
    refused(unheardToo);
    assertThat(sessions.renew(heard).refreshToken()).isNotEqualTo(heard);
  }

  @Test
  void theTimeForALostAnswerDoesNotBeginAnew() {
    String first = sessions.begin(user).refreshToken();
    sessions.renew(first);
    after(Sessions.LOST_ANSWER.minus(MOMENT));
    String second = sessions.renew(first).refreshToken();
    after(MOMENT);

    refused(first);
    refused(second);
  }

  @Test
  void aSessionEndsByItself() {
    String first = sessions.begin(user).refreshToken();
    after(Sessions.LIFETIME);
    refused(first);
  }

  private void after(Duration time) {
    now.set(now.get().plus(time));
  }

  private void refused(String token) {
    assertThatThrownBy(() -> sessions.renew(token)).hasMessage("auth.token_expired");
  }

  /** Secrets that can be told apart, and are their own digests. */
  private static final class CountedSecrets implements Secrets {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public String next() {
      return "secret-" + made.incrementAndGet();
    }

    @Override
    public String digest(String secret) {
      return secret;
    }
  }

  /** Tokens that name who asks. */
  private static final class PlainTokens implements AccessTokens {
    @Override
    public String issue(Principal principal, Instant at) {
      return principal.toString();
    }

    @Override
    public Principal verify(String token, Instant at) {
      throw new IllegalStateException("Nobody asks here");
    }
  }
}
