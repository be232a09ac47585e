package signalbox.application.notification;

import org.jspecify.annotations.Nullable;
import signalbox.domain.notification.Notification;

/**
 * A notification with the names that it is shown with.
 *
 * @param runName null without a run
 * @param ruleName null without a rule
 */
public record NotificationView(
    Notification notification,
    String projectName,
    @Nullable String runName,
    @Nullable String ruleName) {}
