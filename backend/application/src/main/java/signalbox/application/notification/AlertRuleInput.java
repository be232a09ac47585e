package signalbox.application.notification;

import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;

/** A rule as somebody wants it. */
public record AlertRuleInput(
    String name, boolean enabled, AlertTrigger trigger, AlertScope scope) {}
