package signalbox.application.notification;

import signalbox.domain.project.ProjectId;

/** Creates a rule of the caller's. */
public record CreateAlertRule(ProjectId project, boolean shared, AlertRuleInput input) {}
