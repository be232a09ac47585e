package signalbox.application.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.ExpiringStore;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.WebhookId;

/** What webhooks are still to be sent, and what they were. Thread-safe. */
public interface DeliveryStore extends ExpiringStore {
  /** Stores deliveries in the current transaction, due at once. */
  void append(List<New> deliveries);

  /**
   * Takes due deliveries of enabled webhooks, at most one of each webhook and none of a webhook
   * that has one on its way, and counts the attempt. Nobody else gets them until the lease ends;
   * then they are due again, whatever became of who took them.
   */
  List<Claimed> claim(int most, Instant now, Instant leasedUntil);

  /**
   * Notes what became of an attempt.
   *
   * @param nextAt when it is tried again; null unless it stays pending
   */
  void settle(
      DeliveryId id, Delivery.Attempt attempt, Delivery.State state, @Nullable Instant nextAt);

  Optional<Delivery> find(WebhookId webhook, DeliveryId id);

  /** Newest first. */
  Page<Delivery> list(WebhookId webhook, PageRequest page);

  /** Makes a delivery due once more, with all its tries. */
  void resend(DeliveryId id, Instant now);

  /** A new delivery. */
  record New(
      DeliveryId id, WebhookId webhook, NotificationKind event, String body, Instant createdAt) {}

  /**
   * A delivery to send now.
   *
   * @param tries since it was last asked for, this one included
   * @param attempt all there ever were, this one included
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Claimed(
      DeliveryId id,
      WebhookId webhook,
      String url,
      byte[] sealedSecret,
      NotificationKind event,
      String body,
      int tries,
      int attempt) {}
}
