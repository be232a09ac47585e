package signalbox.infrastructure.postgres.notification;

import static signalbox.schema.metadata.Tables.WEBHOOK;
import static signalbox.schema.metadata.Tables.WEBHOOK_ATTEMPT;
import static signalbox.schema.metadata.Tables.WEBHOOK_DELIVERY;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.DeliveryStore;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.WebhookId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.WebhookAttemptRecord;
import signalbox.schema.metadata.tables.records.WebhookDeliveryRecord;

/**
 * The outbox and the log of webhooks in the tables {@code webhook_delivery} and {@code
 * webhook_attempt}. Rows are taken with {@code FOR UPDATE SKIP LOCKED}.
 */
public final class PostgresDeliveryStore implements DeliveryStore {
  private final PostgresDatabase database;

  public PostgresDeliveryStore(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void append(List<New> deliveries) {
    database
        .sql()
        .batchInsert(
            deliveries.stream()
                .map(one -> {
                  WebhookDeliveryRecord row = new WebhookDeliveryRecord();
                  row.setId(one.id().value());
                  row.setWebhookId(one.webhook().value());
                  row.setEvent(word(one.event()));
                  row.setBody(one.body());
                  row.setState(word(Delivery.State.PENDING));
                  row.setTries(0);
                  row.setAttempts(0);
                  row.setNextAt(time(one.createdAt()));
                  row.setCreatedAt(time(one.createdAt()));
                  return row;
                })
                .toList())
        .execute();
  }

  @Override
  public List<Claimed> claim(int most, Instant now, Instant leasedUntil) {
    var other = WEBHOOK_DELIVERY.as("other");
    OffsetDateTime time = time(now);
    // The oldest due one of each webhook that has none on its way.
    var due =
        DSL.select(WEBHOOK_DELIVERY.ID)
            .distinctOn(WEBHOOK_DELIVERY.WEBHOOK_ID)
            .from(WEBHOOK_DELIVERY)
            .join(WEBHOOK)
            .on(WEBHOOK.ID.eq(WEBHOOK_DELIVERY.WEBHOOK_ID))
            .where(
                DSL.condition(WEBHOOK.ENABLED)
                    .or(WEBHOOK_DELIVERY.EVENT.eq(word(NotificationKind.TEST))))
            .and(WEBHOOK_DELIVERY.STATE.eq(word(Delivery.State.PENDING)))
            .and(WEBHOOK_DELIVERY.NEXT_AT.le(time))
            .andNotExists(
                DSL.selectOne()
                    .from(other)
                    .where(other.WEBHOOK_ID.eq(WEBHOOK_DELIVERY.WEBHOOK_ID))
                    .and(other.LEASED_UNTIL.gt(time)))
            .orderBy(WEBHOOK_DELIVERY.WEBHOOK_ID, WEBHOOK_DELIVERY.NEXT_AT, WEBHOOK_DELIVERY.ID);
    List<UUID> ids =
        database
            .sql()
            .select(WEBHOOK_DELIVERY.ID)
            .from(WEBHOOK_DELIVERY)
            .where(WEBHOOK_DELIVERY.ID.in(due))
            .and(WEBHOOK_DELIVERY.STATE.eq(word(Delivery.State.PENDING)))
            .and(WEBHOOK_DELIVERY.LEASED_UNTIL.isNull().or(WEBHOOK_DELIVERY.LEASED_UNTIL.le(time)))
            .orderBy(WEBHOOK_DELIVERY.NEXT_AT)
            .limit(most)
            .forUpdate()
            .of(WEBHOOK_DELIVERY)
            .skipLocked()
            .fetch(WEBHOOK_DELIVERY.ID);
    if (ids.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .update(WEBHOOK_DELIVERY)
        .set(WEBHOOK_DELIVERY.LEASED_UNTIL, time(leasedUntil))
        .set(WEBHOOK_DELIVERY.TRIES, WEBHOOK_DELIVERY.TRIES.plus(1))
        .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
        .from(WEBHOOK)
        .where(WEBHOOK.ID.eq(WEBHOOK_DELIVERY.WEBHOOK_ID))
        .and(WEBHOOK_DELIVERY.ID.in(ids))
        .returningResult(
            WEBHOOK_DELIVERY.ID,
            WEBHOOK_DELIVERY.WEBHOOK_ID,
            WEBHOOK.URL,
            WEBHOOK.SEALED_SECRET,
            WEBHOOK_DELIVERY.EVENT,
            WEBHOOK_DELIVERY.BODY,
            WEBHOOK_DELIVERY.TRIES,
            WEBHOOK_DELIVERY.ATTEMPTS)
        .fetch(row ->
            new Claimed(
                new DeliveryId(row.value1()),
                new WebhookId(row.value2()),
                row.value3(),
                row.value4(),
                NotificationKind.valueOf(row.value5().toUpperCase(Locale.ROOT)),
                row.value6(),
                row.value7(),
                row.value8()));
  }

  @Override
  public void settle(
      DeliveryId id, Delivery.Attempt attempt, Delivery.State state, @Nullable Instant nextAt) {
    int updated =
        database
            .sql()
            .update(WEBHOOK_DELIVERY)
            .set(WEBHOOK_DELIVERY.STATE, word(state))
            .set(WEBHOOK_DELIVERY.NEXT_AT, nextAt == null ? null : time(nextAt))
            .setNull(WEBHOOK_DELIVERY.LEASED_UNTIL)
            .where(WEBHOOK_DELIVERY.ID.eq(id.value()))
            .execute();
    if (updated == 0) {
      return;
    }
    WebhookAttemptRecord row = new WebhookAttemptRecord();
    row.setDeliveryId(id.value());
    row.setAttempt(attempt.number());
    row.setRequestedAt(time(attempt.requestedAt()));
    row.setDurationMillis(attempt.duration().toMillis());
    row.setStatus(attempt.status());
    row.setError(attempt.error());
    database.sql().insertInto(WEBHOOK_ATTEMPT).set(row).onConflictDoNothing().execute();
  }

  @Override
  public Optional<Delivery> find(WebhookId webhook, DeliveryId id) {
    return withAttempts(
            database.sql(),
            database
                .sql()
                .selectFrom(WEBHOOK_DELIVERY)
                .where(WEBHOOK_DELIVERY.ID.eq(id.value()))
                .and(WEBHOOK_DELIVERY.WEBHOOK_ID.eq(webhook.value()))
                .fetch())
        .stream()
        .findFirst();
  }

  @Override
  public Page<Delivery> list(WebhookId webhook, PageRequest page) {
    Condition wanted = WEBHOOK_DELIVERY.WEBHOOK_ID.eq(webhook.value());
    UUID before = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(WEBHOOK_DELIVERY, wanted);
    List<Delivery> found =
        withAttempts(
            database.sql(),
            database
                .sql()
                .selectFrom(WEBHOOK_DELIVERY)
                .where(before == null ? wanted : wanted.and(WEBHOOK_DELIVERY.ID.lt(before)))
                .orderBy(WEBHOOK_DELIVERY.ID.desc())
                .limit(page.limit() + 1)
                .fetch());
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<Delivery> shown = found.subList(0, page.limit());
    return new Page<>(shown, UuidCursor.encode(shown.getLast().id().value()), total);
  }

  @Override
  public void resend(DeliveryId id, Instant now) {
    database
        .sql()
        .update(WEBHOOK_DELIVERY)
        .set(WEBHOOK_DELIVERY.STATE, word(Delivery.State.PENDING))
        .set(WEBHOOK_DELIVERY.TRIES, 0)
        .set(WEBHOOK_DELIVERY.NEXT_AT, time(now))
        .where(WEBHOOK_DELIVERY.ID.eq(id.value()))
        .execute();
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .deleteFrom(WEBHOOK_DELIVERY)
        .where(
            WEBHOOK_DELIVERY.ID.in(
                DSL.select(WEBHOOK_DELIVERY.ID)
                    .from(WEBHOOK_DELIVERY)
                    .where(WEBHOOK_DELIVERY.CREATED_AT.lt(time(limit)))
                    .orderBy(WEBHOOK_DELIVERY.CREATED_AT)
                    .limit(most)))
        .execute();
  }

  /** Deliveries with their newest attempts, in the order of the rows. */
  static List<Delivery> withAttempts(DSLContext sql, List<WebhookDeliveryRecord> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<Delivery.Attempt>> attempts = new HashMap<>();
    sql.select(WEBHOOK_ATTEMPT.fields())
        .from(WEBHOOK_ATTEMPT)
        .join(WEBHOOK_DELIVERY)
        .on(WEBHOOK_DELIVERY.ID.eq(WEBHOOK_ATTEMPT.DELIVERY_ID))
        .where(WEBHOOK_ATTEMPT.DELIVERY_ID.in(rows.stream().map(row -> row.getId()).toList()))
        .and(WEBHOOK_ATTEMPT.ATTEMPT.gt(WEBHOOK_DELIVERY.ATTEMPTS.minus(Delivery.SHOWN_ATTEMPTS)))
        .orderBy(WEBHOOK_ATTEMPT.DELIVERY_ID, WEBHOOK_ATTEMPT.ATTEMPT)
        .fetchInto(WEBHOOK_ATTEMPT)
        .forEach(row ->
            attempts
                .computeIfAbsent(row.getDeliveryId(), _ -> new ArrayList<>())
                .add(
                    new Delivery.Attempt(
                        row.getAttempt(),
                        row.getRequestedAt().toInstant(),
                        Duration.ofMillis(row.getDurationMillis()),
                        row.getStatus(),
                        row.getError())));
    return rows.stream()
        .map(row ->
            new Delivery(
                new DeliveryId(row.getId()),
                new WebhookId(row.getWebhookId()),
                NotificationKind.valueOf(row.getEvent().toUpperCase(Locale.ROOT)),
                row.getBody(),
                Delivery.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
                row.getCreatedAt().toInstant(),
                row.getNextAt() == null ? null : row.getNextAt().toInstant(),
                attempts.getOrDefault(row.getId(), List.of())))
        .toList();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
