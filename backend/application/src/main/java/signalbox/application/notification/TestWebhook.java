package signalbox.application.notification;

import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Sends a trial delivery. */
public record TestWebhook(ProjectId project, WebhookId webhook) {}
