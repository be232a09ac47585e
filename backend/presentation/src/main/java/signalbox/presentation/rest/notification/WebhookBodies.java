package signalbox.presentation.rest.notification;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.WebhookInput;
import signalbox.application.notification.WebhookView;
import signalbox.application.notification.WebhookWithSecret;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** The JSON of webhooks and their deliveries. */
final class WebhookBodies {
  private WebhookBodies() {}

  record WebhookInputBody(String name, String url, List<String> events, @Nullable Boolean enabled) {
    WebhookInput parsed() {
      Set<NotificationKind> parsed = EnumSet.noneOf(NotificationKind.class);
      events.forEach(word -> parsed.add(Words.parse(NotificationKind.class, "events", word)));
      return new WebhookInput(name, url, parsed, enabled == null || enabled);
    }
  }

  record WebhookBody(
      UUID id,
      UUID projectId,
      String name,
      String url,
      List<String> events,
      boolean enabled,
      @Nullable String disabledReason,
      int failuresInARow,
      Instant createdAt,
      RunJson.UserRefJson createdBy,
      @Nullable DeliveryBody lastDelivery) {
    static WebhookBody of(WebhookView view) {
      Webhook webhook = view.webhook();
      Delivery last = view.lastDelivery();
      return new WebhookBody(
          webhook.id().value(),
          webhook.project().value(),
          webhook.name(),
          webhook.url(),
          webhook.events().stream().map(Words::of).toList(),
          webhook.enabled(),
          webhook.disabledReason(),
          webhook.failuresInARow(),
          webhook.createdAt(),
          new RunJson.UserRefJson(webhook.createdBy().value(), view.creatorName()),
          last == null ? null : DeliveryBody.of(last));
    }
  }

  record WebhookWithSecretBody(WebhookBody webhook, String secret) {
    static WebhookWithSecretBody of(WebhookWithSecret created) {
      return new WebhookWithSecretBody(WebhookBody.of(created.webhook()), created.secret());
    }

    @Override
    public String toString() {
      return "WebhookWithSecretBody[" + webhook.id() + ", ***]";
    }
  }

  record DeliveryBody(
      UUID id,
      String event,
      String state,
      String body,
      Instant createdAt,
      @Nullable Instant nextAttemptAt,
      List<AttemptBody> attempts) {
    static DeliveryBody of(Delivery delivery) {
      return new DeliveryBody(
          delivery.id().value(),
          Words.of(delivery.event()),
          Words.of(delivery.state()),
          delivery.body(),
          delivery.createdAt(),
          delivery.nextAt(),
          delivery.attempts().stream().map(AttemptBody::of).toList());
    }
  }

  record AttemptBody(
      int attempt,
      Instant requestedAt,
      long durationMillis,
      @Nullable Integer status,
      @Nullable String error) {
    static AttemptBody of(Delivery.Attempt attempt) {
      return new AttemptBody(
          attempt.number(),
          attempt.requestedAt(),
          attempt.duration().toMillis(),
          attempt.status(),
          attempt.error());
    }
  }
}
