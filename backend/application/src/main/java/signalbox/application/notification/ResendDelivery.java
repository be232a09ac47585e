package signalbox.application.notification;

import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Sends a delivery once more. */
public record ResendDelivery(ProjectId project, WebhookId webhook, DeliveryId delivery) {}
