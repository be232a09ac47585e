package signalbox.domain.identity;

import java.time.Instant;
import signalbox.domain.error.SignalboxException;

/**
 * Somebody who can sign in.
 *
 * @param email as typed; two users never share one, upper and lower case not told apart
 * @param administrator administers the whole system
 */
public record User(UserId id, String email, String name, boolean administrator, Instant createdAt) {
  public static final int MAX_EMAIL_LENGTH = 320;
  public static final int MAX_NAME_LENGTH = 200;
  public static final int MIN_PASSWORD_LENGTH = 12;
  public static final int MAX_PASSWORD_LENGTH = 1024;

  public User {
    int at = email.lastIndexOf('@');
    boolean plain = email.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    if (at < 1 || at == email.length() - 1 || !plain || email.length() > MAX_EMAIL_LENGTH) {
      throw SignalboxException.invalid("email", "is not an e-mail address");
    }
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
      throw SignalboxException.invalid("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
  }

  /**
   * @throws SignalboxException {@code request.invalid} for a password that is too short or too long
   */
  public static void requireGoodPassword(String password) {
    int length = password.codePointCount(0, password.length());
    if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) {
      throw SignalboxException.invalid(
          "password",
          "must have " + MIN_PASSWORD_LENGTH + " to " + MAX_PASSWORD_LENGTH + " characters");
    }
  }

  public Principal principal() {
    return new Principal(id, administrator);
  }
}
