package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.Webhook;

/** Answers {@link ListDeliveries}. */
public final class ListDeliveriesHandler implements Handler<ListDeliveries, Page<Delivery>> {
  private final WebhookAccess access;
  private final DeliveryStore deliveries;

  public ListDeliveriesHandler(WebhookAccess access, DeliveryStore deliveries) {
    this.access = access;
    this.deliveries = deliveries;
  }

  @Override
  public Page<Delivery> handle(Principal caller, ListDeliveries query) {
    Webhook webhook = access.require(caller, query.project(), query.webhook());
    return deliveries.list(webhook.id(), query.page());
  }
}
