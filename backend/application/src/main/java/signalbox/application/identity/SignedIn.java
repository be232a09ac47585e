package signalbox.application.identity;

import java.time.Duration;

/**
 * What a client gets when it signs in or renews its session.
 *
 * @param refreshToken for the cookie; good once
 */
public record SignedIn(
    String accessToken,
    Duration accessTokenLifetime,
    String refreshToken,
    Duration refreshTokenLifetime) {
  @Override
  public String toString() {
    return "SignedIn[***]";
  }
}
