package signalbox.application.notification;

import signalbox.domain.project.ProjectId;

/** Asks for the webhooks of a project. */
public record ListWebhooks(ProjectId project) {}
