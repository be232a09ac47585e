package signalbox.application.notification;

import signalbox.domain.project.ProjectId;

/** Asks for the shared rules of a project and the caller's own. */
public record ListAlertRules(ProjectId project) {}
