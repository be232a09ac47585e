package signalbox.application.notification;

import java.time.InstantSource;
import signalbox.application.event.ChangeSignal;
import signalbox.application.event.Topic;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

/** Carries out {@link ReadNotifications}. */
public final class ReadNotificationsHandler implements Handler<ReadNotifications, Long> {
  private final NotificationRepository notifications;
  private final Transactions transactions;
  private final ChangeSignal signal;
  private final InstantSource clock;

  public ReadNotificationsHandler(
      NotificationRepository notifications,
      Transactions transactions,
      ChangeSignal signal,
      InstantSource clock) {
    this.notifications = notifications;
    this.transactions = transactions;
    this.signal = signal;
    this.clock = clock;
  }

  @Override
  public Long handle(Principal caller, ReadNotifications command) {
    UserId user = caller.userId();
    return transactions.inTransaction(() -> {
      if (command.all()) {
        notifications.readAll(user, clock.instant());
      } else {
        notifications.read(user, command.ids(), clock.instant());
      }
      transactions.afterCommit(() -> signal.changed(new Topic.MyNotifications(user)));
      return notifications.unread(user);
    });
  }
}
