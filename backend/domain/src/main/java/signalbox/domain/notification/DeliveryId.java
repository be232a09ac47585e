package signalbox.domain.notification;

import java.util.UUID;

/** Identifies a delivery of a webhook; receivers tell repeats by it. */
public record DeliveryId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
