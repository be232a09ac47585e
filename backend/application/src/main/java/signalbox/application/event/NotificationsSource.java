package signalbox.application.event;

import java.util.List;
import signalbox.application.notification.NotificationRepository;
import signalbox.application.notification.NotificationRepository.Changed;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.UserId;

/** The changed notifications of a user, each in its newest state. */
final class NotificationsSource implements TopicSource {
  private final UserId user;
  private final NotificationRepository notifications;
  private final Transactions transactions;

  NotificationsSource(
      UserId user, NotificationRepository notifications, Transactions transactions) {
    this.user = user;
    this.notifications = notifications;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return transactions.inSnapshot(() ->
        new Snapshot(
            RevisionCursor.format(notifications.revision(user)),
            new StreamState.Unread(notifications.unread(user))));
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    return transactions.inSnapshot(() -> {
      long after = RevisionCursor.parse(cursor, notifications.revision(user));
      List<Changed> changed = notifications.changedAfter(user, after, limit);
      if (changed.isEmpty()) {
        return new Batch(List.of(), cursor);
      }
      long unread = notifications.unread(user);
      return new Batch(
          changed.stream()
              .<StreamItem>map(
                  one -> new StreamItem.NotificationChanged(one.notification(), unread))
              .toList(),
          RevisionCursor.format(changed.getLast().revision()));
    });
  }
}
