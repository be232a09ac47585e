package signalbox.application.identity;

import java.util.Optional;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;

/** Users with the hashes of their passwords. Thread-safe; takes part in the current transaction. */
public interface UserRepository {
  /** A user with what proves who he is. */
  record Credentials(User user, String passwordHash) {}

  /** Stores a new user; false when the e-mail address is taken. */
  boolean insert(User user, String passwordHash);

  Optional<User> find(UserId id);

  /** Upper and lower case are not told apart. */
  Optional<Credentials> findByEmail(String email);

  /** Oldest first. */
  Page<User> list(PageRequest request);

  boolean isEmpty();

  /** No effect when there is no such user. */
  void changePassword(UserId id, String passwordHash);
}
