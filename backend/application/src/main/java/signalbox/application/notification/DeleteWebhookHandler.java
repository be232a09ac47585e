package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Carries out {@link DeleteWebhook}. */
public final class DeleteWebhookHandler implements Handler<DeleteWebhook, Boolean> {
  private final WebhookAccess access;
  private final WebhookRepository webhooks;

  public DeleteWebhookHandler(WebhookAccess access, WebhookRepository webhooks) {
    this.access = access;
    this.webhooks = webhooks;
  }

  @Override
  public Boolean handle(Principal caller, DeleteWebhook command) {
    webhooks.delete(access.require(caller, command.project(), command.webhook()).id());
    return true;
  }
}
