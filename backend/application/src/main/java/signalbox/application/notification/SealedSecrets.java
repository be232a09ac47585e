package signalbox.application.notification;

import signalbox.domain.notification.WebhookId;

/**
 * Keeps signing secrets unreadable for whoever has the database alone. What is sealed for one
 * webhook cannot be opened for another. Thread-safe.
 */
public interface SealedSecrets {
  byte[] seal(WebhookId webhook, String secret);

  /**
   * @throws IllegalStateException when the key has changed or the bytes are not ours
   */
  String open(WebhookId webhook, byte[] sealed);
}
