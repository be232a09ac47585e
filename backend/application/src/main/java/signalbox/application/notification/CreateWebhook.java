package signalbox.application.notification;

import signalbox.domain.project.ProjectId;

/** Creates a webhook. */
public record CreateWebhook(ProjectId project, WebhookInput input) {}
