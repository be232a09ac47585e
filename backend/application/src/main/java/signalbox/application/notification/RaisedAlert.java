package signalbox.application.notification;

import org.jspecify.annotations.Nullable;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;

/**
 * A rule that is met by a run.
 *
 * @param cause fires once for each rule and run
 * @param metric the point that met it; null when it was none
 * @param trial the trial that met it; null when it was none
 */
record RaisedAlert(
    AlertRule rule,
    RunFacts run,
    String cause,
    NotificationKind kind,
    String title,
    String text,
    Place place,
    WebhookMessage.@Nullable Metric metric,
    WebhookMessage.@Nullable Trial trial) {}
