package signalbox.application.notification;

import org.jspecify.annotations.Nullable;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.Webhook;

/**
 * A webhook as it is shown.
 *
 * @param lastDelivery null when nothing was ever sent
 */
public record WebhookView(Webhook webhook, String creatorName, @Nullable Delivery lastDelivery) {}
