package signalbox.application.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.notification.AlertRule;

/**
 * A rule as it is shown.
 *
 * @param lastFiredAt null when it never did
 */
public record AlertRuleView(AlertRule rule, String ownerName, @Nullable Instant lastFiredAt) {}
