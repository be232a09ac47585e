package signalbox.application.notification;

import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Puts a new signing secret in the place of the old one. */
public record RenewWebhookSecret(ProjectId project, WebhookId webhook) {}
