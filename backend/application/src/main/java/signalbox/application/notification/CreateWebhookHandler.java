package signalbox.application.notification;

import java.time.InstantSource;
import signalbox.application.identity.Secrets;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;

/** Carries out {@link CreateWebhook}. */
public final class CreateWebhookHandler implements Handler<CreateWebhook, WebhookWithSecret> {
  private final WebhookAccess access;
  private final WebhookRepository webhooks;
  private final Secrets secrets;
  private final SealedSecrets sealedSecrets;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;

  public CreateWebhookHandler(
      WebhookAccess access,
      WebhookRepository webhooks,
      Secrets secrets,
      SealedSecrets sealedSecrets,
      Transactions transactions,
      IdGenerator ids,
      InstantSource clock) {
    this.access = access;
    this.webhooks = webhooks;
    this.secrets = secrets;
    this.sealedSecrets = sealedSecrets;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public WebhookWithSecret handle(Principal caller, CreateWebhook command) {
    access.require(caller, command.project());
    WebhookInput input = command.input();
    Webhook webhook =
        new Webhook(
            new WebhookId(ids.next()),
            command.project(),
            input.name().strip(),
            input.url().strip(),
            input.events(),
            input.enabled(),
            null,
            0,
            clock.instant(),
            caller.userId());
    String secret = secrets.next();
    return transactions.inTransaction(() -> {
      if (webhooks.count(command.project()) >= Webhook.MOST_IN_PROJECT) {
        throw SignalboxException.of(ErrorCode.WEBHOOK_TOO_MANY)
            .safe("limit", Webhook.MOST_IN_PROJECT);
      }
      webhooks.insert(webhook, sealedSecrets.seal(webhook.id(), secret));
      return new WebhookWithSecret(access.view(webhook.id()), secret);
    });
  }
}
