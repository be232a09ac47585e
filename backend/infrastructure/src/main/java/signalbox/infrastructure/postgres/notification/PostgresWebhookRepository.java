package signalbox.infrastructure.postgres.notification;

import static signalbox.schema.metadata.Tables.USER_ACCOUNT;
import static signalbox.schema.metadata.Tables.WEBHOOK;
import static signalbox.schema.metadata.Tables.WEBHOOK_DELIVERY;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;
import signalbox.application.notification.WebhookRepository;
import signalbox.application.notification.WebhookView;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.Delivery;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.WebhookRecord;

/** Webhooks in the table {@code webhook}. */
public final class PostgresWebhookRepository implements WebhookRepository {
  private final PostgresDatabase database;

  public PostgresWebhookRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(Webhook webhook, byte[] sealedSecret) {
    WebhookRecord row = row(webhook);
    row.setId(webhook.id().value());
    row.setProjectId(webhook.project().value());
    row.setSealedSecret(sealedSecret);
    row.setCreatedAt(webhook.createdAt().atOffset(ZoneOffset.UTC));
    row.setCreatedBy(webhook.createdBy().value());
    database.sql().insertInto(WEBHOOK).set(row).execute();
  }

  @Override
  public Optional<Webhook> find(WebhookId id) {
    return database
        .sql()
        .selectFrom(WEBHOOK)
        .where(WEBHOOK.ID.eq(id.value()))
        .fetchOptional(PostgresWebhookRepository::webhook);
  }

  @Override
  public Optional<Webhook> lock(WebhookId id) {
    // Not "for update": who stores a delivery refers to the row, and must not wait for us.
    return database
        .sql()
        .selectFrom(WEBHOOK)
        .where(WEBHOOK.ID.eq(id.value()))
        .forNoKeyUpdate()
        .fetchOptional(PostgresWebhookRepository::webhook);
  }

  @Override
  public void update(Webhook webhook) {
    database
        .sql()
        .update(WEBHOOK)
        .set(row(webhook))
        .where(WEBHOOK.ID.eq(webhook.id().value()))
        .execute();
  }

  @Override
  public void putSecret(WebhookId id, byte[] sealedSecret) {
    database
        .sql()
        .update(WEBHOOK)
        .set(WEBHOOK.SEALED_SECRET, sealedSecret)
        .where(WEBHOOK.ID.eq(id.value()))
        .execute();
  }

  @Override
  public void delete(WebhookId id) {
    database.sql().deleteFrom(WEBHOOK).where(WEBHOOK.ID.eq(id.value())).execute();
  }

  @Override
  public int count(ProjectId project) {
    return database.sql().fetchCount(WEBHOOK, WEBHOOK.PROJECT_ID.eq(project.value()));
  }

  @Override
  public List<WebhookView> list(ProjectId project) {
    return views(WEBHOOK.PROJECT_ID.eq(project.value()));
  }

  @Override
  public Optional<WebhookView> view(WebhookId id) {
    return views(WEBHOOK.ID.eq(id.value())).stream().findFirst();
  }

  private List<WebhookView> views(Condition which) {
    List<Record> rows =
        database
            .sql()
            .select(WEBHOOK.fields())
            .select(USER_ACCOUNT.NAME)
            .from(WEBHOOK)
            .join(USER_ACCOUNT)
            .on(USER_ACCOUNT.ID.eq(WEBHOOK.CREATED_BY))
            .where(which)
            .orderBy(WEBHOOK.ID.desc())
            .limit(Webhook.MOST_IN_PROJECT)
            .fetch(row -> row);
    List<UUID> ids = rows.stream().map(row -> row.get(WEBHOOK.ID)).toList();
    Map<UUID, Delivery> last =
        PostgresDeliveryStore.withAttempts(
                database.sql(),
                database
                    .sql()
                    .select(WEBHOOK_DELIVERY.fields())
                    .distinctOn(WEBHOOK_DELIVERY.WEBHOOK_ID)
                    .from(WEBHOOK_DELIVERY)
                    .where(WEBHOOK_DELIVERY.WEBHOOK_ID.in(ids))
                    .orderBy(WEBHOOK_DELIVERY.WEBHOOK_ID, WEBHOOK_DELIVERY.ID.desc())
                    .fetchInto(WEBHOOK_DELIVERY))
            .stream()
            .collect(Collectors.toMap(one -> one.webhook().value(), Function.identity()));
    return rows.stream()
        .map(row ->
            new WebhookView(
                webhook(row.into(WEBHOOK)),
                row.get(USER_ACCOUNT.NAME),
                last.get(row.get(WEBHOOK.ID))))
        .toList();
  }

  @Override
  public List<Webhook> enabled(Collection<ProjectId> projects) {
    return database
        .sql()
        .selectFrom(WEBHOOK)
        .where(WEBHOOK.PROJECT_ID.in(projects.stream().map(ProjectId::value).toList()))
        .and(WEBHOOK.ENABLED)
        .orderBy(WEBHOOK.ID)
        .fetch(PostgresWebhookRepository::webhook);
  }

  private static WebhookRecord row(Webhook webhook) {
    WebhookRecord row = new WebhookRecord();
    row.setName(webhook.name());
    row.setUrl(webhook.url());
    row.setEvents(
        webhook.events().stream()
            .map(event -> event.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new));
    row.setEnabled(webhook.enabled());
    row.setDisabledReason(webhook.disabledReason());
    row.setFailuresInARow(webhook.failuresInARow());
    return row;
  }

  private static Webhook webhook(WebhookRecord row) {
    return new Webhook(
        new WebhookId(row.getId()),
        new ProjectId(row.getProjectId()),
        row.getName(),
        row.getUrl(),
        Arrays.stream(row.getEvents())
            .map(word -> NotificationKind.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(NotificationKind.class))),
        row.getEnabled(),
        row.getDisabledReason(),
        row.getFailuresInARow(),
        row.getCreatedAt().toInstant(),
        new UserId(row.getCreatedBy()));
  }
}
