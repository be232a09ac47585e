package signalbox.application.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import signalbox.application.run.Records;
import signalbox.application.run.TestRuns;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** What every store of webhooks and of their deliveries must do. */
public abstract class WebhooksContract {
  private static final Instant NOW = TestRuns.NOW;
  private static final Instant LEASE = NOW.plusSeconds(60);
  private static final byte[] SECRET = "sealed".getBytes(StandardCharsets.UTF_8);

  private ProjectId project = new ProjectId(TestRuns.IDS.next());
  private UserId user = new UserId(TestRuns.IDS.next());

  protected abstract WebhookRepository webhooks();

  protected abstract DeliveryStore deliveries();

  protected abstract Records records();

  @BeforeEach
  void records_exist() {
    project = records().project();
    user = records().user();
  }

  private Webhook webhook() {
    Webhook webhook =
        new Webhook(
            new WebhookId(TestRuns.IDS.next()),
            project,
            "chat",
            "https://example.org/hook",
            Set.of(NotificationKind.RUN_FAILED, NotificationKind.METRIC),
            true,
            null,
            0,
            NOW,
            user);
    webhooks().insert(webhook, SECRET);
    return webhook;
  }

  private DeliveryId delivery(Webhook webhook) {
    DeliveryId id = new DeliveryId(TestRuns.IDS.next());
    deliveries()
        .append(
            List.of(
                new DeliveryStore.New(
                    id, webhook.id(), NotificationKind.RUN_FAILED, "{\"a\":\"ü\"}", NOW)));
    return id;
  }

  private static Delivery.Attempt attempt(int number, boolean delivered) {
    return new Delivery.Attempt(
        number,
        NOW.plusSeconds(number),
        Duration.ofMillis(12),
        delivered ? 200 : 500,
        delivered ? null : "answered 500");
  }

  private Delivery find(Webhook webhook, DeliveryId id) {
    return deliveries().find(webhook.id(), id).orElseThrow();
  }

  @Test
  void keepsAWebhookAsItIs() {
    Webhook webhook = webhook();
    assertThat(webhooks().find(webhook.id())).contains(webhook);
    assertThat(webhooks().lock(webhook.id())).contains(webhook);
    assertThat(webhooks().count(project)).isEqualTo(1);
    assertThat(webhooks().enabled(List.of(project))).containsExactly(webhook);
    Webhook failed = webhook.afterAttempt(false, "no connection", 1);
    webhooks().update(failed);
    assertThat(webhooks().find(webhook.id())).contains(failed);
    assertThat(webhooks().enabled(List.of(project))).isEmpty();
    webhooks().delete(webhook.id());
    assertThat(webhooks().find(webhook.id())).isEmpty();
  }

  @Test
  void showsWebhooksWithTheirLastDelivery() {
    Webhook first = webhook();
    Webhook second = webhook();
    delivery(first);
    DeliveryId last = delivery(first);
    List<WebhookView> views = webhooks().list(project);
    assertThat(views)
        .extracting(view -> view.webhook().id())
        .containsExactly(second.id(), first.id());
    assertThat(views.getFirst().lastDelivery()).isNull();
    assertThat(views.getLast().lastDelivery())
        .isNotNull()
        .satisfies(delivery -> assertThat(delivery.id()).isEqualTo(last));
  }

  @Test
  void handsOutOneDeliveryOfEachWebhookAtATime() {
    Webhook one = webhook();
    Webhook two = webhook();
    DeliveryId first = delivery(one);
    DeliveryId second = delivery(one);
    DeliveryId others = delivery(two);
    List<DeliveryStore.Claimed> claimed = deliveries().claim(10, NOW, LEASE);
    assertThat(claimed)
        .extracting(DeliveryStore.Claimed::id)
        .containsExactlyInAnyOrder(first, others);
    assertThat(claimed.getFirst().sealedSecret()).isEqualTo(SECRET);
    assertThat(claimed.getFirst().body()).isEqualTo("{\"a\":\"ü\"}");
    assertThat(deliveries().claim(10, NOW, LEASE)).isEmpty();
    deliveries().settle(first, attempt(1, true), Delivery.State.DELIVERED, null);
    assertThat(deliveries().claim(10, NOW, LEASE))
        .extracting(DeliveryStore.Claimed::id)
        .containsExactly(second);
    assertThat(find(one, first).state()).isEqualTo(Delivery.State.DELIVERED);
    assertThat(find(one, first).attempts()).containsExactly(attempt(1, true));
  }

  @Test
  void handsOutAgainWhatSomebodyDiedWith() {
    Webhook webhook = webhook();
    DeliveryId id = delivery(webhook);
    assertThat(deliveries().claim(1, NOW, LEASE)).hasSize(1);
    assertThat(deliveries().claim(1, LEASE.minusMillis(1), LEASE)).isEmpty();
    List<DeliveryStore.Claimed> again = deliveries().claim(1, LEASE, LEASE.plusSeconds(60));
    assertThat(again).extracting(DeliveryStore.Claimed::id).containsExactly(id);
    assertThat(again.getFirst().attempt()).isEqualTo(2);
  }

  @Test
  void waitsForTheTimeOfTheNextTry() {
    Webhook webhook = webhook();
    DeliveryId id = delivery(webhook);
    deliveries().claim(1, NOW, LEASE);
    deliveries().settle(id, attempt(1, false), Delivery.State.PENDING, NOW.plusSeconds(5));
    assertThat(deliveries().claim(1, NOW.plusSeconds(4), LEASE)).isEmpty();
    assertThat(deliveries().claim(1, NOW.plusSeconds(5), LEASE))
        .extracting(DeliveryStore.Claimed::tries, DeliveryStore.Claimed::attempt)
        .containsExactly(tuple(2, 2));
  }

  @Test
  void sendsOnceMoreWithAllTriesUnderTheSameId() {
    Webhook webhook = webhook();
    DeliveryId id = delivery(webhook);
    deliveries().claim(1, NOW, LEASE);
    deliveries().settle(id, attempt(1, false), Delivery.State.FAILED, null);
    assertThat(deliveries().claim(1, LEASE, LEASE)).isEmpty();
    deliveries().resend(id, NOW);
    assertThat(find(webhook, id).state()).isEqualTo(Delivery.State.PENDING);
    assertThat(deliveries().claim(1, NOW, LEASE))
        .extracting(
            DeliveryStore.Claimed::id, DeliveryStore.Claimed::tries, DeliveryStore.Claimed::attempt)
        .containsExactly(tuple(id, 1, 2));
  }

  @Test
  void holdsBackWhatADisabledWebhookWouldGet() {
    Webhook webhook = webhook();
    delivery(webhook);
    webhooks().update(webhook.changed("chat", webhook.url(), webhook.events(), false));
    assertThat(deliveries().claim(1, NOW, LEASE)).isEmpty();
    webhooks().update(webhook);
    assertThat(deliveries().claim(1, NOW, LEASE)).hasSize(1);
  }

  @Test
  void pagesTheLogNewestFirstAndRemovesWhatIsOld() {
    Webhook webhook = webhook();
    DeliveryId first = delivery(webhook);
    DeliveryId second = delivery(webhook);
    DeliveryId third = delivery(webhook);
    Page<Delivery> page = deliveries().list(webhook.id(), new PageRequest(2, null));
    assertThat(page.items()).extracting(Delivery::id).containsExactly(third, second);
    assertThat(page.total()).isEqualTo(3);
    assertThat(deliveries().list(webhook.id(), new PageRequest(2, page.nextCursor())).items())
        .extracting(Delivery::id)
        .containsExactly(first);
    assertThat(deliveries().removeBefore(NOW, 9)).isZero();
    assertThat(deliveries().removeBefore(NOW.plusSeconds(1), 9)).isEqualTo(3);
  }
}
