package signalbox.application.notification;

import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;

/** Answers {@link ListNotifications}: everybody has an inbox. */
public final class ListNotificationsHandler implements Handler<ListNotifications, Inbox> {
  private final NotificationRepository notifications;
  private final Transactions transactions;

  public ListNotificationsHandler(NotificationRepository notifications, Transactions transactions) {
    this.notifications = notifications;
    this.transactions = transactions;
  }

  @Override
  public Inbox handle(Principal caller, ListNotifications query) {
    return transactions.inSnapshot(() ->
        new Inbox(
            notifications.list(caller.userId(), query.unreadOnly(), query.page()),
            notifications.unread(caller.userId())));
  }
}
