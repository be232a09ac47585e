package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Webhook;

/** Carries out {@link ChangeWebhook}. */
public final class ChangeWebhookHandler implements Handler<ChangeWebhook, WebhookView> {
  private final WebhookAccess access;
  private final WebhookRepository webhooks;
  private final Transactions transactions;
  private final Runnable wakeDelivery;

  /**
   * @param wakeDelivery is called when deliveries may go on
   */
  public ChangeWebhookHandler(
      WebhookAccess access,
      WebhookRepository webhooks,
      Transactions transactions,
      Runnable wakeDelivery) {
    this.access = access;
    this.webhooks = webhooks;
    this.transactions = transactions;
    this.wakeDelivery = wakeDelivery;
  }

  @Override
  public WebhookView handle(Principal caller, ChangeWebhook command) {
    Webhook known = access.require(caller, command.project(), command.webhook());
    WebhookInput input = command.input();
    return transactions.inTransaction(() -> {
      Webhook locked = webhooks.lock(known.id()).orElse(known);
      webhooks.update(
          locked.changed(
              input.name().strip(), input.url().strip(), input.events(), input.enabled()));
      transactions.afterCommit(wakeDelivery);
      return access.view(known.id());
    });
  }
}
