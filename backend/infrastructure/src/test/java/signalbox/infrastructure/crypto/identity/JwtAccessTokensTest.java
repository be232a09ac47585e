package signalbox.infrastructure.crypto.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.application.identity.AccessTokens;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

class JwtAccessTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Principal ADA = new Principal(new UserId(UUID.randomUUID()), true);

  private final AccessTokens tokens = new JwtAccessTokens(key(1));

  @Test
  void provesWhoAsks() {
    String token = tokens.issue(ADA, NOW);

    assertThat(tokens.verify(token, NOW)).isEqualTo(ADA);
    assertThat(tokens.verify(token, NOW.plus(AccessTokens.LIFETIME).minusSeconds(1)))
        .isEqualTo(ADA);
  }

  @Test
  void ends() {
    String token = tokens.issue(ADA, NOW);

    assertRefused(token, NOW.plus(AccessTokens.LIFETIME), "auth.token_expired");
  }

  @Test
  void endsAlsoWhenItWasGoodBefore() {
    String token = tokens.issue(ADA, NOW);
    Principal bob = new Principal(new UserId(UUID.randomUUID()), false);
    String other = tokens.issue(bob, NOW.plusSeconds(60));

    for (int i = 0; i < 2; i++) {
      assertThat(tokens.verify(token, NOW)).isEqualTo(ADA);
      assertThat(tokens.verify(other, NOW.plusSeconds(60))).isEqualTo(bob);
      assertRefused(token, NOW.plus(AccessTokens.LIFETIME), "auth.token_expired");
    }
    assertThat(tokens.verify(other, NOW.plus(AccessTokens.LIFETIME))).isEqualTo(bob);
    assertRefused(token + "x", NOW, "auth.required");
  }

  @Test
  void takesNothingThatItDidNotSign() {
    String token = tokens.issue(ADA, NOW);
    String payload = token.split("\\.", -1)[1];
    String none = encoded("{\"alg\":\"none\"}") + "." + payload + ".";
    assertRefused(none, NOW, "auth.required");
    assertRefused(new JwtAccessTokens(key(2)).issue(ADA, NOW), NOW, "auth.required");
    String forged = encoded("{\"alg\":\"HS256\"}") + "." + encoded("{\"sub\":\"x\"}") + ".AAAA";
    assertRefused(forged, NOW, "auth.required");
    assertRefused(token + "x", NOW, "auth.required");
    assertRefused("", NOW, "auth.required");
    assertRefused("a".repeat(100_000), NOW, "auth.required");
  }

  @Test
  void needsALongKey() {
    assertThatThrownBy(() -> new JwtAccessTokens(new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void assertRefused(String token, Instant time, String code) {
    assertThatThrownBy(() -> tokens.verify(token, time)).hasMessage(code);
  }

  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) fill);
    return key;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
