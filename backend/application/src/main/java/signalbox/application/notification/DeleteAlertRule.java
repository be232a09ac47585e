package signalbox.application.notification;

import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.project.ProjectId;

/** Removes a rule. */
public record DeleteAlertRule(ProjectId project, AlertRuleId rule) {}
