package signalbox.application.notification;

import signalbox.application.identity.Secrets;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Webhook;

/** Carries out {@link RenewWebhookSecret}. */
public final class RenewWebhookSecretHandler
    implements Handler<RenewWebhookSecret, WebhookWithSecret> {
  private final WebhookAccess access;
  private final WebhookRepository webhooks;
  private final Secrets secrets;
  private final SealedSecrets sealedSecrets;

  public RenewWebhookSecretHandler(
      WebhookAccess access,
      WebhookRepository webhooks,
      Secrets secrets,
      SealedSecrets sealedSecrets) {
    this.access = access;
    this.webhooks = webhooks;
    this.secrets = secrets;
    this.sealedSecrets = sealedSecrets;
  }

  @Override
  public WebhookWithSecret handle(Principal caller, RenewWebhookSecret command) {
    Webhook webhook = access.require(caller, command.project(), command.webhook());
    String secret = secrets.next();
    webhooks.putSecret(webhook.id(), sealedSecrets.seal(webhook.id(), secret));
    return new WebhookWithSecret(access.view(webhook.id()), secret);
  }
}
