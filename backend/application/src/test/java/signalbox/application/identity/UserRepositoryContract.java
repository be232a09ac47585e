package signalbox.application.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** What every store of users does. */
public abstract class UserRepositoryContract {
  private UserRepository users;

  /** An empty store. */
  protected abstract UserRepository open();

  @BeforeEach
  void start() {
    users = open();
  }

  @Test
  void keepsUsers() {
    assertThat(users.isEmpty()).isTrue();
    User user = user();
    assertThat(users.insert(user, "hash")).isTrue();

    assertThat(users.isEmpty()).isFalse();
    assertThat(users.find(user.id())).contains(user);
    assertThat(users.findByEmail(user.email().toUpperCase(Locale.ROOT)))
        .contains(new UserRepository.Credentials(user, "hash"));
    assertThat(users.find(new UserId(TestRuns.IDS.next()))).isEmpty();
    assertThat(users.findByEmail("nobody@example.org")).isEmpty();
  }

  @Test
  void keepsOneUserPerAddress() {
    User first = user();
    users.insert(first, "hash");
    User second =
        new User(
            new UserId(TestRuns.IDS.next()),
            first.email().toUpperCase(Locale.ROOT),
            "Other",
            false,
            Instant.EPOCH);

    assertThat(users.insert(second, "other")).isFalse();
    assertThat(users.find(second.id())).isEmpty();
  }

  @Test
  void changesPasswords() {
    User user = user();
    users.insert(user, "hash");
    users.changePassword(user.id(), "new");

    assertThat(users.findByEmail(user.email()))
        .contains(new UserRepository.Credentials(user, "new"));
  }

  @Test
  void listsPageByPage() {
    List<User> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      User user = user();
      all.add(user);
      users.insert(user, "hash");
    }
    List<User> listed = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page<User> page = users.list(new PageRequest(3, cursor));
      assertThat(page.total()).isEqualTo(7);
      listed.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(listed).isEqualTo(all);
  }

  static User user() {
    UserId id = new UserId(TestRuns.IDS.next());
    return new User(id, id + "@example.org", "Ada", true, Instant.parse("2026-01-02T03:04:05Z"));
  }
}
