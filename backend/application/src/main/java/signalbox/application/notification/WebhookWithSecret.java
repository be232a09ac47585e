package signalbox.application.notification;

/** A webhook with its secret, which is told once. */
public record WebhookWithSecret(WebhookView webhook, String secret) {
  @Override
  public String toString() {
    return "WebhookWithSecret[" + webhook.webhook().id() + ", ***]";
  }
}
