package signalbox.infrastructure.crypto.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import signalbox.domain.notification.WebhookId;

/** What protects signing secrets in the database. */
final class AesSealedSecretsTest {
  private static final WebhookId WEBHOOK = new WebhookId(new UUID(0, 1));
  private final AesSealedSecrets secrets = new AesSealedSecrets(new byte[32]);

  @Test
  void opensWhatItSealed() {
    byte[] sealed = secrets.seal(WEBHOOK, "a secret");
    assertThat(secrets.open(WEBHOOK, sealed)).isEqualTo("a secret");
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    assertThat(secrets.seal(WEBHOOK, "a secret")).isNotEqualTo(sealed);
  }

  @Test
  void opensNothingElse() {
    byte[] sealed = secrets.seal(WEBHOOK, "a secret");
    byte[] touched = sealed.clone();
    touched[touched.length - 1] ^= 1;
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    assertThatThrownBy(() -> secrets.open(new WebhookId(new UUID(0, 2)), sealed))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.open(WEBHOOK, touched))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secrets.open(WEBHOOK, new byte[3]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new AesSealedSecrets(otherKey).open(WEBHOOK, sealed))
        .isInstanceOf(IllegalStateException.class);
  }
}
