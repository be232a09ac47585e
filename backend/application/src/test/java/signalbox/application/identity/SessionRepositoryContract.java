package signalbox.application.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.SessionRepository.Session;
import signalbox.application.run.TestRuns;
import signalbox.domain.identity.SessionId;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** What every store of sessions does. */
public abstract class SessionRepositoryContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Stores stores;

  /** Empty stores that know of each other. */
  public record Stores(UserRepository users, SessionRepository sessions) {}

  protected abstract Stores open();

  @BeforeEach
  void start() {
    stores = open();
  }

  @Test
  void keepsAndChangesSessions() {
    Session session = session(user(), NOW.plusSeconds(60));
    stores.sessions().insert(session);
    assertThat(stores.sessions().lock(session.id())).contains(session);

    Session renewed =
        new Session(
            session.id(),
            session.userId(),
            "cd".repeat(32),
            session.secretHash(),
            NOW,
            NOW.plusSeconds(5),
            NOW.plusSeconds(65));
    stores.sessions().update(renewed);
    assertThat(stores.sessions().lock(session.id())).contains(renewed);
    stores.sessions().delete(session.id());
    assertThat(stores.sessions().lock(session.id())).isEmpty();
    stores.sessions().delete(session.id());
  }

  @Test
  void endsAllSessionsOfOneUser() {
    UserId ada = user();
    Session first = session(ada, NOW);
    Session second = session(ada, NOW);
    Session other = session(user(), NOW);
    stores.sessions().insert(first);
    stores.sessions().insert(second);
    stores.sessions().insert(other);
    stores.sessions().deleteAllOf(ada);

    assertThat(stores.sessions().lock(first.id())).isEmpty();
    assertThat(stores.sessions().lock(second.id())).isEmpty();
    assertThat(stores.sessions().lock(other.id())).isPresent();
  }

  @Test
  void forgetsWhatHasEnded() {
    Session ended = session(user(), NOW.minusSeconds(1));
    Session alive = session(user(), NOW);
    stores.sessions().insert(ended);
    stores.sessions().insert(alive);
    assertThat(stores.sessions().deleteExpired(NOW)).isPositive();
    assertThat(stores.sessions().deleteExpired(NOW)).isZero();

    assertThat(stores.sessions().lock(ended.id())).isEmpty();
    assertThat(stores.sessions().lock(alive.id())).isPresent();
  }

  private UserId user() {
    User user = UserRepositoryContract.user();
    stores.users().insert(user, "hash");
    return user.id();
  }

  private static Session session(UserId user, Instant expires) {
    return new Session(
        new SessionId(TestRuns.IDS.next()),
        user,
        "ab".repeat(32),
        null,
        NOW.minus(Duration.ofDays(1)),
        NOW.minus(Duration.ofDays(1)),
        expires);
  }
}
