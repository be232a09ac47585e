package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.notification.RetrySchedule;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.notification.WebhookSignature;

/** How deliveries get out, and what happens when they do not. */
final class DeliverWebhooksTest {
  private static final DeliverDefaults DEFAULTS =
      new DeliverDefaults(
          new RetrySchedule(Duration.ofSeconds(10), Duration.ofMinutes(1), 3),
          Duration.ofSeconds(60),
          4,
          5);

  private final AlertScene scene = new AlertScene();
  private final Receiver receiver = new Receiver();
  private Instant now = AlertScene.NOW;
  private final DeliverWebhooks deliver =
      new DeliverWebhooks(
          new DeliverWebhooks.Ports(
              scene.webhooks,
              scene.webhooks,
              scene.notifications,
              scene.raise,
              receiver,
              new PlainSecrets(),
              new ImmediateTransactions(),
              TestRuns.IDS),
          DEFAULTS,
          Runnable::run,
          () -> {},
          () -> now,
          new Random(1));

  /** Answers what it is told to, and remembers what it got. */
  private static final class Receiver implements WebhookSender {
    final List<Map<String, String>> headers = new ArrayList<>();
    final List<String> bodies = new ArrayList<>();
    @Nullable Integer status = 200;
    @Nullable String error;

    @Override
    public Answer post(URI address, Map<String, String> sent, String body) {
      headers.add(Map.copyOf(sent));
      bodies.add(body);
      return new Answer(status, error);
    }
  }

  /** Seals nothing. */
  private static final class PlainSecrets implements SealedSecrets {
    @Override
    public byte[] seal(WebhookId webhook, String secret) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String open(WebhookId webhook, byte[] sealed) {
      if (sealed.length == 0) {
        throw new IllegalStateException("Nothing is sealed");
      }
      return new String(sealed, StandardCharsets.UTF_8);
    }
  }

  private DeliveryId leave(Webhook webhook) {
    DeliveryId id = new DeliveryId(TestRuns.IDS.next());
    scene.webhooks.append(
        List.of(new DeliveryStore.New(id, webhook.id(), NotificationKind.RUN_FAILED, "{}", now)));
    return id;
  }

  private Delivery find(Webhook webhook, DeliveryId id) {
    return scene.webhooks.find(webhook.id(), id).orElseThrow();
  }

  @Test
  void signsWhatItSends() {
    Webhook webhook = scene.webhook(NotificationKind.RUN_FAILED);
    DeliveryId id = leave(webhook);
    deliver.run();
    String timestamp = WebhookSignature.timestamp(now);
    assertThat(receiver.headers)
        .containsExactly(
            Map.of(
                "Signalbox-Delivery",
                id.toString(),
                "Signalbox-Event",
                "run_failed",
                "Signalbox-Attempt",
                "1",
                "Signalbox-Timestamp",
                timestamp,
                "Signalbox-Signature",
                WebhookSignature.of("sealed", timestamp, "{}")));
    assertThat(find(webhook, id).state()).isEqualTo(Delivery.State.DELIVERED);
    deliver.run();
    assertThat(receiver.bodies).hasSize(1);
  }

  @Test
  void triesAgainLaterAndEndsAfterItsTries() {
    Webhook webhook = scene.webhook(NotificationKind.RUN_FAILED);
    DeliveryId id = leave(webhook);
    receiver.status = 503;
    deliver.run();
    Instant next = find(webhook, id).nextAt();
    assertThat(next).isBetween(now.plusSeconds(5), now.plusSeconds(15));
    deliver.run();
    assertThat(receiver.bodies).hasSize(1);
    for (int i = 0; i < 5; i++) {
      now = now.plusSeconds(200);
      deliver.run();
    }
    assertThat(receiver.bodies).hasSize(3);
    Delivery ended = find(webhook, id);
    assertThat(ended.state()).isEqualTo(Delivery.State.FAILED);
    assertThat(ended.attempts())
        .extracting(Delivery.Attempt::error)
        .containsExactly("answered 503", "answered 503", "answered 503");
  }

  @Test
  void takesARedirectForAFailure() {
    Webhook webhook = scene.webhook(NotificationKind.RUN_FAILED);
    DeliveryId id = leave(webhook);
    receiver.status = 302;
    deliver.run();
    assertThat(find(webhook, id).attempts().getFirst().error())
        .isEqualTo("answered 302; redirects are not followed");
  }

  @Test
  void saysWhenTheSecretCannotBeRead() {
    Webhook webhook = scene.webhook(NotificationKind.RUN_FAILED);
    scene.webhooks.putSecret(webhook.id(), new byte[0]);
    DeliveryId id = leave(webhook);
    deliver.run();
    assertThat(receiver.bodies).isEmpty();
    assertThat(find(webhook, id).attempts().getFirst().error()).contains("secret");
  }

  @Test
  void disablesAWebhookThatFailsAndTellsItsAdminsOnce() {
    Webhook webhook = scene.webhook(NotificationKind.RUN_FAILED);
    for (int i = 0; i < 4; i++) {
      leave(webhook);
    }
    receiver.status = null;
    receiver.error = "no connection";
    for (int i = 0; i < 20; i++) {
      deliver.run();
      now = now.plusSeconds(200);
    }
    assertThat(receiver.bodies).hasSize(DEFAULTS.mostFailures());
    assertThat(scene.webhooks.find(webhook.id()).orElseThrow().enabled()).isFalse();
    assertThat(scene.inbox(scene.admin))
        .singleElement()
        .satisfies(told -> {
          assertThat(told.kind()).isEqualTo(NotificationKind.WEBHOOK_DISABLED);
          assertThat(told.text()).contains("5 attempts in a row failed", "no connection");
          assertThat(told.place()).isEqualTo(Place.of(Place.View.WEBHOOKS, null));
        });
    assertThat(scene.inbox(scene.viewer)).extracting(Notification::kind).isEmpty();
  }
}
