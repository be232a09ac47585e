package signalbox.application.notification;

import signalbox.application.shared.PageRequest;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Asks for the delivery log of a webhook. */
public record ListDeliveries(ProjectId project, WebhookId webhook, PageRequest page) {}
