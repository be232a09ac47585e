package signalbox.application.notification;

import java.time.Duration;
import signalbox.domain.notification.RetrySchedule;

/**
 * How deliveries are sent.
 *
 * @param lease longer than any attempt can take: after it, a delivery whose backend died is due
 *     again
 * @param parallel attempts at the same time
 * @param mostFailures in a row, after which a webhook disables itself
 */
public record DeliverDefaults(
    RetrySchedule retries, Duration lease, int parallel, int mostFailures) {
  public static final DeliverDefaults STANDARD =
      new DeliverDefaults(RetrySchedule.STANDARD, Duration.ofSeconds(60), 16, 20);

  /** How long deliveries are kept. */
  public static final Duration KEPT = Duration.ofDays(30);
}
