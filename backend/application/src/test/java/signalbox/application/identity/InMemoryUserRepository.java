package signalbox.application.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** Users in memory. */
public final class InMemoryUserRepository implements UserRepository {
  private final Map<UserId, Credentials> users = new ConcurrentHashMap<>();

  @Override
  public synchronized boolean insert(User user, String passwordHash) {
    if (findByEmail(user.email()).isPresent()) {
      return false;
    }
    users.put(user.id(), new Credentials(user, passwordHash));
    return true;
  }

  @Override
  public Optional<User> find(UserId id) {
    return Optional.ofNullable(users.get(id)).map(Credentials::user);
  }

  @Override
  public Optional<Credentials> findByEmail(String email) {
    String wanted = email.toLowerCase(Locale.ROOT);
    return users.values().stream()
        .filter(known -> known.user().email().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  @Override
  public Page<User> list(PageRequest request) {
    @Nullable UUID after = UuidCursor.decode(request.cursor());
    List<User> rest =
        users.values().stream()
            .map(Credentials::user)
            .filter(user ->
                after == null || user.id().value().toString().compareTo(after.toString()) > 0)
            .sorted(Comparator.comparing(user -> user.id().value().toString()))
            .limit(request.limit() + 1L)
            .toList();
    boolean more = rest.size() > request.limit();
    List<User> items = more ? rest.subList(0, request.limit()) : rest;
    return new Page<>(
        items, more ? UuidCursor.encode(items.getLast().id().value()) : null, users.size());
  }

  @Override
  public boolean isEmpty() {
    return users.isEmpty();
  }

  @Override
  public void changePassword(UserId id, String passwordHash) {
    users.computeIfPresent(id, (_, known) -> new Credentials(known.user(), passwordHash));
  }
}
