package signalbox.application.notification;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;

/** Carries out {@link TestWebhook}. */
public final class TestWebhookHandler implements Handler<TestWebhook, Delivery> {
  private final WebhookAccess access;
  private final NotificationRepository notifications;
  private final DeliveryStore deliveries;
  private final WebhookMessage.Writer writer;
  private final Transactions transactions;
  private final Runnable wakeDelivery;
  private final IdGenerator ids;
  private final InstantSource clock;

  public TestWebhookHandler(
      WebhookAccess access,
      NotificationRepository notifications,
      DeliveryStore deliveries,
      WebhookMessage.Writer writer,
      Transactions transactions,
      Runnable wakeDelivery,
      IdGenerator ids,
      InstantSource clock) {
    this.access = access;
    this.notifications = notifications;
    this.deliveries = deliveries;
    this.writer = writer;
    this.transactions = transactions;
    this.wakeDelivery = wakeDelivery;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Delivery handle(Principal caller, TestWebhook command) {
    Webhook webhook = access.require(caller, command.project(), command.webhook());
    NotificationKind kind = NotificationKind.TEST;
    Instant now = clock.instant();
    DeliveryId id = new DeliveryId(ids.next());
    return transactions.inTransaction(() -> {
      NotificationRepository.Audience audience =
          notifications.audiences(List.of(webhook.project())).get(webhook.project());
      String body =
          writer.write(
              new WebhookMessage(
                  id.value(),
                  kind.name().toLowerCase(Locale.ROOT),
                  kind.severity().name().toLowerCase(Locale.ROOT),
                  "Test of the webhook " + webhook.name(),
                  "Nothing has happened; somebody asked for this test.",
                  now,
                  new WebhookMessage.Ref(
                      webhook.project().value(), audience == null ? "" : audience.projectName()),
                  null,
                  null,
                  null,
                  null,
                  "/projects/" + webhook.project() + "/webhooks"));
      deliveries.append(List.of(new DeliveryStore.New(id, webhook.id(), kind, body, now)));
      transactions.afterCommit(wakeDelivery);
      return new Delivery(
          id, webhook.id(), kind, body, Delivery.State.PENDING, now, now, List.of());
    });
  }
}
