package signalbox.application.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookSignature;

/**
 * Sends what is due to webhooks, each delivery at least once. An attempt holds a lease, no
 * transaction: whoever dies while sending leaves a delivery that is due again when the lease ends.
 */
public final class DeliverWebhooks implements Runnable {
  private final DeliveryStore deliveries;
  private final WebhookRepository webhooks;
  private final NotificationRepository notifications;
  private final RaiseAlerts raise;
  private final WebhookSender sender;
  private final SealedSecrets secrets;
  private final DeliverDefaults defaults;
  private final Executor executor;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Semaphore permits;
  private final Runnable wake;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** What it stands on. */
  public record Ports(
      DeliveryStore deliveries,
      WebhookRepository webhooks,
      NotificationRepository notifications,
      RaiseAlerts raise,
      WebhookSender sender,
      SealedSecrets secrets,
      Transactions transactions,
      IdGenerator ids) {}

  /**
   * @param executor runs attempts side by side
   * @param wake asks for the next look soon; must neither block nor throw
   */
  public DeliverWebhooks(
      Ports ports,
      DeliverDefaults defaults,
      Executor executor,
      Runnable wake,
      InstantSource clock,
      RandomGenerator random) {
    this.deliveries = ports.deliveries();
    this.webhooks = ports.webhooks();
    this.notifications = ports.notifications();
    this.raise = ports.raise();
    this.sender = ports.sender();
    this.secrets = ports.secrets();
    this.transactions = ports.transactions();
    this.ids = ports.ids();
    this.defaults = defaults;
    this.executor = executor;
    this.wake = wake;
    this.clock = clock;
    this.random = random;
    this.permits = new Semaphore(defaults.parallel());
  }

  /** Takes what is due and hands it to the executor; does not wait for answers. */
  @Override
  public void run() {
    int free = permits.drainPermits();
    if (free == 0) {
      return;
    }
    List<DeliveryStore.Claimed> claimed = List.of();
    try {
      Instant now = clock.instant();
      claimed =
          transactions.inTransaction(() -> deliveries.claim(free, now, now.plus(defaults.lease())));
    } finally {
      permits.release(free - claimed.size());
    }
    for (DeliveryStore.Claimed one : claimed) {
      executor.execute(() -> {
        try {
          attempt(one);
        } finally {
          permits.release();
          wake.run();
        }
      });
    }
  }

  private void attempt(DeliveryStore.Claimed claimed) {
    Instant requestedAt = clock.instant();
    WebhookSender.Answer answer = send(claimed, requestedAt);
    Duration duration = Duration.between(requestedAt, clock.instant());
    Integer status = answer.status();
    String error = answer.error() == null ? refusal(status) : answer.error();
    Delivery.Attempt attempt =
        new Delivery.Attempt(claimed.attempt(), requestedAt, duration, status, error);
    (attempt.delivered() ? delivered : failed).increment();
    transactions.inTransaction(() -> note(claimed, attempt));
  }

  private WebhookSender.Answer send(DeliveryStore.Claimed claimed, Instant now) {
    String secret;
    try {
      secret = secrets.open(claimed.webhook(), claimed.sealedSecret());
    } catch (IllegalStateException e) {
      return new WebhookSender.Answer(
          null, "its secret cannot be read with the key of this backend; make a new secret");
    }
    String timestamp = WebhookSignature.timestamp(now);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Signalbox-Delivery", claimed.id().toString());
    headers.put("Signalbox-Event", claimed.event().name().toLowerCase(Locale.ROOT));
    headers.put("Signalbox-Attempt", Integer.toString(claimed.attempt()));
    headers.put("Signalbox-Timestamp", timestamp);
    headers.put("Signalbox-Signature", WebhookSignature.of(secret, timestamp, claimed.body()));
    try {
      return sender.post(Webhook.address(claimed.url()), headers, claimed.body());
    } catch (SignalboxException e) {
      return new WebhookSender.Answer(null, "its address cannot be used");
    }
  }

  private static @Nullable String refusal(@Nullable Integer status) {
    if (status == null) {
      return "no answer";
    }
    if (status >= 200 && status < 300) {
      return null;
    }
    return status >= 300 && status < 400
        ? "answered " + status + "; redirects are not followed"
        : "answered " + status;
  }

  private void note(DeliveryStore.Claimed claimed, Delivery.Attempt attempt) {
    boolean again = !attempt.delivered() && defaults.retries().again(claimed.tries());
    Delivery.State state =
        attempt.delivered()
            ? Delivery.State.DELIVERED
            : again ? Delivery.State.PENDING : Delivery.State.FAILED;
    Instant nextAt =
        again ? clock.instant().plus(defaults.retries().pause(claimed.tries(), random)) : null;
    Webhook before = webhooks.lock(claimed.webhook()).orElse(null);
    if (before == null) {
      return;
    }
    deliveries.settle(claimed.id(), attempt, state, nextAt);
    String error = attempt.error();
    Webhook after =
        before.afterAttempt(
            attempt.delivered(), error == null ? "" : error, defaults.mostFailures());
    if (!after.equals(before)) {
      webhooks.update(after);
    }
    if (before.enabled() && !after.enabled()) {
      tell(after);
    }
  }

  /** The project's admins and whoever made the webhook learn that it is disabled. */
  private void tell(Webhook webhook) {
    Set<UserId> users = new LinkedHashSet<>();
    users.add(webhook.createdBy());
    NotificationRepository.Audience audience =
        notifications.audiences(List.of(webhook.project())).get(webhook.project());
    if (audience != null) {
      audience
          .members()
          .forEach((user, role) -> {
            if (role == Role.ADMIN) {
              users.add(user);
            }
          });
    }
    String reason = webhook.disabledReason();
    Instant now = clock.instant();
    List<Notification> told = new ArrayList<>();
    for (UserId user : users) {
      told.add(
          new Notification(
              new NotificationId(ids.next()),
              user,
              NotificationKind.WEBHOOK_DISABLED,
              webhook.project(),
              null,
              null,
              "Webhook " + webhook.name() + " was disabled",
              reason == null ? "" : reason,
              Place.of(Place.View.WEBHOOKS, null),
              now,
              null));
    }
    raise.deliver(told);
  }

  /** Attempts since the start that a receiver accepted. */
  public long delivered() {
    return delivered.sum();
  }

  /** Attempts since the start that failed. */
  public long failed() {
    return failed.sum();
  }
}
