package signalbox.application.notification;

import java.util.Set;
import signalbox.domain.notification.NotificationKind;

/** A webhook as somebody wants it. */
public record WebhookInput(String name, String url, Set<NotificationKind> events, boolean enabled) {
  public WebhookInput {
    events = Set.copyOf(events);
  }
}
