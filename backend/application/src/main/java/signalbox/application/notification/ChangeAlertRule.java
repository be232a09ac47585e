package signalbox.application.notification;

import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.project.ProjectId;

/** Replaces a rule. */
public record ChangeAlertRule(ProjectId project, AlertRuleId rule, AlertRuleInput input) {}
