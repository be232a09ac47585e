package signalbox.application.notification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;

/** Webhooks and their deliveries in memory. For one thread. */
public final class InMemoryWebhooks implements WebhookRepository, DeliveryStore {
  private final Map<WebhookId, Webhook> webhooks = new LinkedHashMap<>();
  private final Map<WebhookId, byte[]> secrets = new HashMap<>();
  private final Map<DeliveryId, Row> rows = new LinkedHashMap<>();

  private static final class Row {
    private final New made;
    private final List<Delivery.Attempt> attempts = new ArrayList<>();
    private Delivery.State state = Delivery.State.PENDING;
    private @Nullable Instant nextAt;
    private @Nullable Instant leasedUntil;
    private int tries;
    private int attempted;

    Row(New made) {
      this.made = made;
      this.nextAt = made.createdAt();
    }

    Delivery delivery() {
      return new Delivery(
          made.id(),
          made.webhook(),
          made.event(),
          made.body(),
          state,
          made.createdAt(),
          nextAt,
          attempts.subList(
              Math.max(0, attempts.size() - Delivery.SHOWN_ATTEMPTS), attempts.size()));
    }
  }

  @Override
  public void insert(Webhook webhook, byte[] sealedSecret) {
    webhooks.put(webhook.id(), webhook);
    secrets.put(webhook.id(), sealedSecret.clone());
  }

  @Override
  public Optional<Webhook> find(WebhookId id) {
    return Optional.ofNullable(webhooks.get(id));
  }

  @Override
  public Optional<Webhook> lock(WebhookId id) {
    return find(id);
  }

  @Override
  public void update(Webhook webhook) {
    webhooks.replace(webhook.id(), webhook);
  }

  @Override
  public void putSecret(WebhookId id, byte[] sealedSecret) {
    secrets.put(id, sealedSecret.clone());
  }

  @Override
  public void delete(WebhookId id) {
    webhooks.remove(id);
    rows.values().removeIf(row -> row.made.webhook().equals(id));
  }

  @Override
  public int count(ProjectId project) {
    return list(project).size();
  }

  @Override
  public List<WebhookView> list(ProjectId project) {
    return webhooks.values().stream()
        .filter(webhook -> webhook.project().equals(project))
        .map(this::view)
        .toList()
        .reversed();
  }

  @Override
  public Optional<WebhookView> view(WebhookId id) {
    return find(id).map(this::view);
  }

  private WebhookView view(Webhook webhook) {
    return new WebhookView(
        webhook, "", newestFirst(webhook.id()).stream().findFirst().orElse(null));
  }

  @Override
  public List<Webhook> enabled(Collection<ProjectId> projects) {
    return webhooks.values().stream()
        .filter(webhook -> webhook.enabled() && projects.contains(webhook.project()))
        .toList();
  }

  @Override
  public void append(List<New> deliveries) {
    deliveries.forEach(one -> rows.put(one.id(), new Row(one)));
  }

  @Override
  public List<Claimed> claim(int most, Instant now, Instant leasedUntil) {
    Set<WebhookId> busy = new HashSet<>();
    rows.values()
        .forEach(row -> {
          Instant lease = row.leasedUntil;
          if (lease != null && lease.isAfter(now)) {
            busy.add(row.made.webhook());
          }
        });
    List<Claimed> claimed = new ArrayList<>();
    for (Row row : rows.values()) {
      Webhook webhook = webhooks.get(row.made.webhook());
      Instant next = row.nextAt;
      if (claimed.size() < most
          && webhook != null
          && (webhook.enabled() || row.made.event() == NotificationKind.TEST)
          && row.state == Delivery.State.PENDING
          && next != null
          && !next.isAfter(now)
          && busy.add(webhook.id())) {
        row.leasedUntil = leasedUntil;
        row.tries++;
        row.attempted++;
        byte[] secret = secrets.get(webhook.id());
        claimed.add(
            new Claimed(
                row.made.id(),
                webhook.id(),
                webhook.url(),
                secret == null ? new byte[0] : secret,
                row.made.event(),
                row.made.body(),
                row.tries,
                row.attempted));
      }
    }
    return claimed;
  }

  @Override
  public void settle(
      DeliveryId id, Delivery.Attempt attempt, Delivery.State state, @Nullable Instant nextAt) {
    Row row = rows.get(id);
    if (row != null) {
      row.attempts.add(attempt);
      row.state = state;
      row.nextAt = nextAt;
      row.leasedUntil = null;
    }
  }

  @Override
  public Optional<Delivery> find(WebhookId webhook, DeliveryId id) {
    return newestFirst(webhook).stream().filter(one -> one.id().equals(id)).findFirst();
  }

  private List<Delivery> newestFirst(WebhookId webhook) {
    return rows.values().stream()
        .filter(row -> row.made.webhook().equals(webhook))
        .map(Row::delivery)
        .sorted(Comparator.comparing((Delivery one) -> one.id().toString()).reversed())
        .toList();
  }

  @Override
  public Page<Delivery> list(WebhookId webhook, PageRequest page) {
    List<Delivery> all = newestFirst(webhook);
    UUID before = UuidCursor.decode(page.cursor());
    List<Delivery> rest =
        all.stream()
            .filter(one -> before == null || one.id().toString().compareTo(before.toString()) < 0)
            .toList();
    boolean more = rest.size() > page.limit();
    List<Delivery> shown = more ? rest.subList(0, page.limit()) : rest;
    return new Page<>(
        shown, more ? UuidCursor.encode(shown.getLast().id().value()) : null, all.size());
  }

  @Override
  public void resend(DeliveryId id, Instant now) {
    Row row = rows.get(id);
    if (row != null) {
      row.state = Delivery.State.PENDING;
      row.tries = 0;
      row.nextAt = now;
    }
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    List<DeliveryId> old =
        rows.values().stream()
            .filter(row -> row.made.createdAt().isBefore(limit))
            .map(row -> row.made.id())
            .limit(most)
            .toList();
    old.forEach(rows::remove);
    return old.size();
  }
}
