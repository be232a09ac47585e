package signalbox.application.identity;

/**
 * Hashes passwords, slowly on purpose. Thread-safe; only a few hashes are made at the same time.
 *
 * <p>Every method throws {@link signalbox.domain.error.SignalboxException} with {@code
 * system.overloaded} when too many wait.
 */
public interface PasswordHasher {
  /** A salted hash as a PHC string. */
  String hash(String password);

  boolean verify(String password, String hash);

  /** Takes as long as {@link #verify}, so that time does not tell whether a user exists. */
  void verifyNothing(String password);
}
