package signalbox.presentation.rest.notification;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.Inbox;
import signalbox.application.notification.ReadNotifications;
import signalbox.presentation.view.NotificationJson;

/** The JSON of inboxes. */
final class NotificationBodies {
  private NotificationBodies() {}

  record NotificationListBody(
      List<NotificationJson> items, @Nullable String nextCursor, long total, long unread) {
    static NotificationListBody of(Inbox inbox) {
      return new NotificationListBody(
          inbox.page().items().stream().map(NotificationJson::of).toList(),
          inbox.page().nextCursor(),
          inbox.page().total(),
          inbox.unread());
    }
  }

  record ReadNotificationsBody(@Nullable List<UUID> ids, @Nullable Boolean all) {
    ReadNotifications command() {
      return new ReadNotifications(ids == null ? List.of() : ids, Boolean.TRUE.equals(all));
    }
  }

  record UnreadCountBody(long unread) {}

  record RunMuteBody(boolean muted) {}
}
