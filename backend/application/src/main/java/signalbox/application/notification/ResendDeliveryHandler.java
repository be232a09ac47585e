package signalbox.application.notification;

import java.time.InstantSource;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.Webhook;

/** Carries out {@link ResendDelivery}. */
public final class ResendDeliveryHandler implements Handler<ResendDelivery, Delivery> {
  private final WebhookAccess access;
  private final DeliveryStore deliveries;
  private final Transactions transactions;
  private final Runnable wakeDelivery;
  private final InstantSource clock;

  public ResendDeliveryHandler(
      WebhookAccess access,
      DeliveryStore deliveries,
      Transactions transactions,
      Runnable wakeDelivery,
      InstantSource clock) {
    this.access = access;
    this.deliveries = deliveries;
    this.transactions = transactions;
    this.wakeDelivery = wakeDelivery;
    this.clock = clock;
  }

  @Override
  public Delivery handle(Principal caller, ResendDelivery command) {
    Webhook webhook = access.require(caller, command.project(), command.webhook());
    return transactions.inTransaction(() -> {
      Delivery known = find(webhook, command);
      deliveries.resend(known.id(), clock.instant());
      transactions.afterCommit(wakeDelivery);
      return find(webhook, command);
    });
  }

  private Delivery find(Webhook webhook, ResendDelivery command) {
    return deliveries
        .find(webhook.id(), command.delivery())
        .orElseThrow(() ->
            SignalboxException.of(ErrorCode.WEBHOOK_DELIVERY_NOT_FOUND)
                .safe("id", command.delivery()));
  }
}
