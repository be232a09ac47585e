package signalbox.application.notification;

import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Removes a webhook with its deliveries. */
public record DeleteWebhook(ProjectId project, WebhookId webhook) {}
