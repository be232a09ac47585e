package signalbox.application.notification;

import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Replaces a webhook. */
public record ChangeWebhook(ProjectId project, WebhookId webhook, WebhookInput input) {}
