package signalbox.infrastructure.postgres.notification;

import static signalbox.schema.metadata.Tables.ALERT_RULE;
import static signalbox.schema.metadata.Tables.NOTIFICATION;
import static signalbox.schema.metadata.Tables.NOTIFICATION_INBOX;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.PROJECT_MEMBER;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_MUTE;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;
import signalbox.application.notification.NotificationRepository;
import signalbox.application.notification.NotificationView;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.Notification;
import signalbox.domain.notification.NotificationId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Place;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.NotificationRecord;

/**
 * Inboxes in the tables {@code notification} and {@code notification_inbox}. The inbox's row is
 * locked by its next revision, so that revisions become visible in their order.
 */
public final class PostgresNotificationRepository implements NotificationRepository {
  private final PostgresDatabase database;

  public PostgresNotificationRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void deliver(List<Notification> notifications) {
    Map<UUID, List<Notification>> byUser =
        notifications.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.user().value(),
                    () -> new TreeMap<>(Comparator.comparing(UUID::toString)),
                    Collectors.toList()));
    byUser.forEach((user, told) -> {
      long revision = nextRevision(user);
      database.sql().batchInsert(told.stream().map(one -> row(one, revision)).toList()).execute();
      database
          .sql()
          .deleteFrom(NOTIFICATION)
          .where(
              NOTIFICATION.ID.in(
                  DSL.select(NOTIFICATION.ID)
                      .from(NOTIFICATION)
                      .where(NOTIFICATION.USER_ID.eq(user))
                      .orderBy(NOTIFICATION.ID.desc())
                      .offset(Notification.MOST_KEPT)))
          .execute();
    });
  }

  @Override
  public Page<NotificationView> list(UserId user, boolean unreadOnly, PageRequest page) {
    Condition wanted = NOTIFICATION.USER_ID.eq(user.value());
    if (unreadOnly) {
      wanted = wanted.and(NOTIFICATION.READ_AT.isNull());
    }
    UUID before = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(NOTIFICATION, wanted);
    List<NotificationView> found =
        views()
            .where(before == null ? wanted : wanted.and(NOTIFICATION.ID.lt(before)))
            .orderBy(NOTIFICATION.ID.desc())
            .limit(page.limit() + 1)
            .fetch(PostgresNotificationRepository::view);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<NotificationView> shown = found.subList(0, page.limit());
    return new Page<>(shown, UuidCursor.encode(shown.getLast().notification().id().value()), total);
  }

  @Override
  public long unread(UserId user) {
    return database
        .sql()
        .fetchCount(
            NOTIFICATION, NOTIFICATION.USER_ID.eq(user.value()).and(NOTIFICATION.READ_AT.isNull()));
  }

  @Override
  public long revision(UserId user) {
    return database
        .sql()
        .select(NOTIFICATION_INBOX.REVISION)
        .from(NOTIFICATION_INBOX)
        .where(NOTIFICATION_INBOX.USER_ID.eq(user.value()))
        .fetchOptional(NOTIFICATION_INBOX.REVISION)
        .orElse(0L);
  }

  @Override
  public List<Changed> changedAfter(UserId user, long revision, int limit) {
    return views()
        .where(NOTIFICATION.USER_ID.eq(user.value()))
        .and(NOTIFICATION.REVISION.gt(revision))
        .orderBy(NOTIFICATION.REVISION)
        .limit(limit)
        .withTies()
        .fetch(row -> new Changed(row.get(NOTIFICATION.REVISION), view(row)));
  }

  @Override
  public void read(UserId user, Collection<UUID> ids, Instant now) {
    markRead(user, NOTIFICATION.ID.in(ids), now);
  }

  @Override
  public void readAll(UserId user, Instant now) {
    markRead(user, DSL.noCondition(), now);
  }

  private void markRead(UserId user, Condition which, Instant now) {
    Condition unread =
        NOTIFICATION.USER_ID.eq(user.value()).and(NOTIFICATION.READ_AT.isNull()).and(which);
    if (!database.sql().fetchExists(NOTIFICATION, unread)) {
      return;
    }
    long revision = nextRevision(user.value());
    database
        .sql()
        .update(NOTIFICATION)
        .set(NOTIFICATION.READ_AT, now.atOffset(ZoneOffset.UTC))
        .set(NOTIFICATION.REVISION, revision)
        .where(unread)
        .execute();
  }

  private long nextRevision(UUID user) {
    return database
        .sql()
        .insertInto(NOTIFICATION_INBOX)
        .set(NOTIFICATION_INBOX.USER_ID, user)
        .set(NOTIFICATION_INBOX.REVISION, 1L)
        .onConflict(NOTIFICATION_INBOX.USER_ID)
        .doUpdate()
        .set(NOTIFICATION_INBOX.REVISION, NOTIFICATION_INBOX.REVISION.plus(1))
        .returningResult(NOTIFICATION_INBOX.REVISION)
        .fetchSingle()
        .value1();
  }

  @Override
  public Map<ProjectId, Audience> audiences(Collection<ProjectId> projects) {
    List<UUID> ids = projects.stream().map(ProjectId::value).toList();
    Map<UUID, Map<UserId, Role>> members = new HashMap<>();
    database
        .sql()
        .selectFrom(PROJECT_MEMBER)
        .where(PROJECT_MEMBER.PROJECT_ID.in(ids))
        .forEach(row ->
            members
                .computeIfAbsent(row.getProjectId(), _ -> new HashMap<>())
                .put(
                    new UserId(row.getUserId()),
                    Role.valueOf(row.getRole().toUpperCase(Locale.ROOT))));
    Map<ProjectId, Audience> audiences = new HashMap<>();
    database
        .sql()
        .select(PROJECT.ID, PROJECT.NAME)
        .from(PROJECT)
        .where(PROJECT.ID.in(ids))
        .forEach(row ->
            audiences.put(
                new ProjectId(row.value1()),
                new Audience(row.value2(), members.getOrDefault(row.value1(), Map.of()))));
    return audiences;
  }

  @Override
  public Set<UserId> administrators(Collection<UserId> users) {
    return database
        .sql()
        .select(USER_ACCOUNT.ID)
        .from(USER_ACCOUNT)
        .where(USER_ACCOUNT.ID.in(users.stream().map(UserId::value).toList()))
        .and(USER_ACCOUNT.ADMINISTRATOR)
        .fetchSet(row -> new UserId(row.value1()));
  }

  @Override
  public Set<Mute> mutes(Collection<RunId> runs) {
    return database
        .sql()
        .selectFrom(RUN_MUTE)
        .where(RUN_MUTE.RUN_ID.in(runs.stream().map(RunId::value).toList()))
        .fetchSet(row -> new Mute(new UserId(row.getUserId()), new RunId(row.getRunId())));
  }

  @Override
  public boolean muted(Mute mute) {
    return database.sql().fetchExists(RUN_MUTE, is(mute));
  }

  @Override
  public void mute(Mute mute) {
    database
        .sql()
        .insertInto(RUN_MUTE)
        .set(RUN_MUTE.USER_ID, mute.user().value())
        .set(RUN_MUTE.RUN_ID, mute.run().value())
        .onConflictDoNothing()
        .execute();
  }

  @Override
  public void unmute(Mute mute) {
    database.sql().deleteFrom(RUN_MUTE).where(is(mute)).execute();
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .deleteFrom(NOTIFICATION)
        .where(
            NOTIFICATION.ID.in(
                DSL.select(NOTIFICATION.ID)
                    .from(NOTIFICATION)
                    .where(NOTIFICATION.CREATED_AT.lt(limit.atOffset(ZoneOffset.UTC)))
                    .orderBy(NOTIFICATION.CREATED_AT)
                    .limit(most)))
        .execute();
  }

  private static Condition is(Mute mute) {
    return RUN_MUTE.USER_ID.eq(mute.user().value()).and(RUN_MUTE.RUN_ID.eq(mute.run().value()));
  }

  private SelectOnConditionStep<Record> views() {
    return database
        .sql()
        .select(NOTIFICATION.fields())
        .select(PROJECT.NAME, RUN.NAME, ALERT_RULE.NAME)
        .from(NOTIFICATION)
        .join(PROJECT)
        .on(PROJECT.ID.eq(NOTIFICATION.PROJECT_ID))
        .leftJoin(RUN)
        .on(RUN.ID.eq(NOTIFICATION.RUN_ID))
        .leftJoin(ALERT_RULE)
        .on(ALERT_RULE.ID.eq(NOTIFICATION.RULE_ID));
  }

  private static NotificationView view(Record found) {
    NotificationRecord row = found.into(NOTIFICATION);
    return new NotificationView(
        new Notification(
            new NotificationId(row.getId()),
            new UserId(row.getUserId()),
            NotificationKind.valueOf(row.getKind().toUpperCase(Locale.ROOT)),
            new ProjectId(row.getProjectId()),
            row.getRunId() == null ? null : new RunId(row.getRunId()),
            row.getRuleId() == null ? null : new AlertRuleId(row.getRuleId()),
            row.getTitle(),
            row.getText(),
            new Place(
                Place.View.valueOf(row.getView().toUpperCase(Locale.ROOT)),
                row.getAttempt(),
                row.getMetricKey(),
                row.getStep(),
                row.getTrial()),
            row.getCreatedAt().toInstant(),
            row.getReadAt() == null ? null : row.getReadAt().toInstant()),
        found.get(PROJECT.NAME),
        found.get(RUN.NAME),
        found.get(ALERT_RULE.NAME));
  }

  private static NotificationRecord row(Notification one, long revision) {
    NotificationRecord row = new NotificationRecord();
    RunId run = one.run();
    AlertRuleId rule = one.rule();
    row.setId(one.id().value());
    row.setUserId(one.user().value());
    row.setKind(word(one.kind()));
    row.setSeverity(word(one.kind().severity()));
    row.setProjectId(one.project().value());
    row.setRunId(run == null ? null : run.value());
    row.setRuleId(rule == null ? null : rule.value());
    row.setTitle(plain(one.title()));
    row.setText(plain(one.text()));
    row.setView(word(one.place().view()));
    row.setAttempt(one.place().attempt());
    row.setMetricKey(one.place().metricKey());
    row.setStep(one.place().step());
    row.setTrial(one.place().trial());
    row.setCreatedAt(one.createdAt().atOffset(ZoneOffset.UTC));
    Instant readAt = one.readAt();
    row.setReadAt(readAt == null ? null : readAt.atOffset(ZoneOffset.UTC));
    row.setRevision(revision);
    return row;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The database cannot store the character 0, which an ML service may have said. */
  private static String plain(String text) {
    return text.replace("\u0000", "");
  }
}
