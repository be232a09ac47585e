package signalbox.domain.notification;

import java.util.UUID;

/** Identifies a notification. */
public record NotificationId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
