package signalbox.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** What a webhook accepts, and when it gives up. */
final class WebhookTest {
  private static Webhook webhook() {
    return new Webhook(
        new WebhookId(new UUID(0, 1)),
        new ProjectId(new UUID(0, 2)),
        "team chat",
        "https://example.org/hook",
        Set.of(NotificationKind.RUN_FAILED),
        true,
        null,
        0,
        Instant.EPOCH,
        new UserId(new UUID(0, 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.org", "http://10.0.0.1:8080/a?b=c", "HTTPS://[2001:db8::1]/x"})
  void takesAddressesOfTheWeb(String url) {
    assertThat(Webhook.address(url).getHost()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org",
        "file:///etc/passwd",
        "example.org/hook",
        "https://user:secret@example.org",
        "https://",
        "http://example.org:99999/",
        "https://exa mple.org"
      })
  void refusesAllOthers(String url) {
    assertThatThrownBy(() -> Webhook.address(url))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.field()).isEqualTo("url"));
  }

  @Test
  void disablesItselfAfterTooManyFailuresInARow() {
    Webhook webhook = webhook();
    webhook = webhook.afterAttempt(false, "answered 500", 3);
    webhook = webhook.afterAttempt(true, "", 3);
    webhook = webhook.afterAttempt(false, "answered 500", 3);
    webhook = webhook.afterAttempt(false, "answered 500", 3);
    assertThat(webhook.enabled()).isTrue();
    webhook = webhook.afterAttempt(false, "no connection", 3);
    assertThat(webhook.enabled()).isFalse();
    assertThat(webhook.disabledReason())
        .isEqualTo("3 attempts in a row failed; the last: no connection");
    Webhook again = webhook.changed("a", webhook.url(), webhook.events(), true);
    assertThat(again.failuresInARow()).isZero();
    assertThat(again.disabledReason()).isNull();
  }

  @Test
  void sendsOnlyWhatCanBeAskedFor() {
    assertThatThrownBy(() ->
            webhook().changed("a", "https://a", Set.of(NotificationKind.WEBHOOK_DISABLED), true))
        .isInstanceOfSatisfying(
            SignalboxException.class, e -> assertThat(e.field()).isEqualTo("events"));
  }
}
