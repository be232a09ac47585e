package signalbox.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The signature that receivers verify. */
final class WebhookSignatureTest {
  @Test
  void signsTimestampAndBody() {
    String timestamp = WebhookSignature.timestamp(Instant.parse("2026-01-02T03:04:05.999Z"));
    assertThat(timestamp).isEqualTo("1767323045");
    // printf '1767323045.{"a":"ü"}' | openssl dgst -sha256 -hmac secret
    assertThat(WebhookSignature.of("secret", timestamp, "{\"a\":\"ü\"}"))
        .isEqualTo("v1=262af95136c0e20cddd0f6f44bf42312f5b87969ea72f44853c41bedc5d7ca62");
    assertThat(WebhookSignature.of("secret", "1767323046", "{\"a\":\"ü\"}"))
        .isNotEqualTo(WebhookSignature.of("secret", timestamp, "{\"a\":\"ü\"}"));
  }
}
