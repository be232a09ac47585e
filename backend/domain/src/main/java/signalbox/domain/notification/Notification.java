package signalbox.domain.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * Something that a user is told, in the inbox.
 *
 * @param rule that wanted it told; null when it was no rule, or the rule is gone
 * @param text one sentence; may be empty
 * @param readAt null while it is unread
 */
public record Notification(
    NotificationId id,
    UserId user,
    NotificationKind kind,
    ProjectId project,
    @Nullable RunId run,
    @Nullable AlertRuleId rule,
    String title,
    String text,
    Place place,
    Instant createdAt,
    @Nullable Instant readAt) {
  /** How many are kept for each user; older ones go first. */
  public static final int MOST_KEPT = 500;
}
