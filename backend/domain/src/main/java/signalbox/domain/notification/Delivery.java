package signalbox.domain.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert on its way to one webhook. The body never changes: it is what is signed.
 *
 * @param nextAt when it is tried; null unless it is pending
 * @param attempts the newest, oldest first
 */
public record Delivery(
    DeliveryId id,
    WebhookId webhook,
    NotificationKind event,
    String body,
    State state,
    Instant createdAt,
    @Nullable Instant nextAt,
    List<Attempt> attempts) {
  /** How many attempts are shown. */
  public static final int SHOWN_ATTEMPTS = 20;

  public Delivery {
    attempts = List.copyOf(attempts);
  }

  /** Where it is. The lower-case name is the public word. */
  public enum State {
    PENDING,
    DELIVERED,
    FAILED
  }

  /**
   * One request.
   *
   * @param number from 1; grows over the whole life of the delivery
   * @param status of the HTTP answer; null when there was none
   * @param error why it does not count as delivered; null when it does
   */
  public record Attempt(
      int number,
      Instant requestedAt,
      Duration duration,
      @Nullable Integer status,
      @Nullable String error) {
    public boolean delivered() {
      return error == null;
    }
  }
}
