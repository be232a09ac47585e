package signalbox.infrastructure.postgres.notification;

import static signalbox.schema.metadata.Tables.ALERT;
import static signalbox.schema.metadata.Tables.ALERT_RULE;
import static signalbox.schema.metadata.Tables.ALERT_WATCH;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.notification.AlertRuleRepository;
import signalbox.application.notification.AlertRuleView;
import signalbox.application.notification.RunFacts;
import signalbox.domain.identity.UserId;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.MetricWatch;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.AlertRuleRecord;
import signalbox.schema.metadata.tables.records.AlertWatchRecord;

/** Rules in the tables {@code alert_rule}, {@code alert_watch} and {@code alert}. */
public final class PostgresAlertRuleRepository implements AlertRuleRepository {
  private final PostgresDatabase database;

  public PostgresAlertRuleRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insert(AlertRule rule) {
    AlertRuleRecord row = row(rule);
    row.setId(rule.id().value());
    row.setProjectId(rule.project().value());
    row.setOwnerId(rule.owner().value());
    row.setShared(rule.shared());
    row.setCreatedAt(rule.createdAt().atOffset(ZoneOffset.UTC));
    database.sql().insertInto(ALERT_RULE).set(row).execute();
  }

  @Override
  public Optional<AlertRule> find(AlertRuleId id) {
    return database
        .sql()
        .selectFrom(ALERT_RULE)
        .where(ALERT_RULE.ID.eq(id.value()))
        .fetchOptional(PostgresAlertRuleRepository::rule);
  }

  @Override
  public void update(AlertRule rule) {
    database
        .sql()
        .update(ALERT_RULE)
        .set(row(rule))
        .where(ALERT_RULE.ID.eq(rule.id().value()))
        .execute();
  }

  @Override
  public void delete(AlertRuleId id) {
    database.sql().deleteFrom(ALERT_RULE).where(ALERT_RULE.ID.eq(id.value())).execute();
  }

  @Override
  public int count(ProjectId project) {
    return database.sql().fetchCount(ALERT_RULE, ALERT_RULE.PROJECT_ID.eq(project.value()));
  }

  @Override
  public List<AlertRuleView> list(ProjectId project, UserId user) {
    return database
        .sql()
        .select(ALERT_RULE.fields())
        .select(USER_ACCOUNT.NAME)
        .from(ALERT_RULE)
        .join(USER_ACCOUNT)
        .on(USER_ACCOUNT.ID.eq(ALERT_RULE.OWNER_ID))
        .where(ALERT_RULE.PROJECT_ID.eq(project.value()))
        .and(DSL.condition(ALERT_RULE.SHARED).or(ALERT_RULE.OWNER_ID.eq(user.value())))
        .orderBy(ALERT_RULE.ID.desc())
        .limit(AlertRule.MOST_IN_PROJECT)
        .fetch(row -> {
          AlertRuleRecord found = row.into(ALERT_RULE);
          return new AlertRuleView(
              rule(found), row.get(USER_ACCOUNT.NAME), instant(found.getLastFiredAt()));
        });
  }

  @Override
  public List<AlertRule> onStatus(Collection<ProjectId> projects) {
    return waiting(projects, ALERT_RULE.STATUSES.isNotNull().or(ALERT_RULE.STUDY_ENDED));
  }

  @Override
  public List<AlertRule> onImprovement(Collection<ProjectId> projects) {
    return waiting(projects, DSL.condition(ALERT_RULE.STUDY_IMPROVED));
  }

  private List<AlertRule> waiting(Collection<ProjectId> projects, Condition trigger) {
    return database
        .sql()
        .selectFrom(ALERT_RULE)
        .where(ALERT_RULE.PROJECT_ID.in(projects.stream().map(ProjectId::value).toList()))
        .and(trigger)
        .and(ALERT_RULE.ENABLED)
        .orderBy(ALERT_RULE.ID)
        .fetch(PostgresAlertRuleRepository::rule);
  }

  @Override
  public List<Candidate> onMetrics(Collection<RunId> runs, Collection<String> keys) {
    return database
        .sql()
        .select(ALERT_RULE.fields())
        .select(RUN.ID, RUN.PROJECT_ID, RUN.NAME, RUN.KIND, RUN.TAGS, RUN.ATTEMPT)
        .from(ALERT_RULE)
        .join(RUN)
        .on(RUN.PROJECT_ID.eq(ALERT_RULE.PROJECT_ID))
        .where(ALERT_RULE.METRIC_KEY.eq(DSL.any(keys.toArray(String[]::new))))
        .and(ALERT_RULE.ENABLED)
        .and(RUN.ID.eq(DSL.any(runs.stream().map(RunId::value).toArray(UUID[]::new))))
        .orderBy(ALERT_RULE.ID, RUN.ID)
        .fetch(row ->
            new Candidate(
                rule(row.into(ALERT_RULE)),
                new RunFacts(
                    new RunId(row.get(RUN.ID)),
                    new ProjectId(row.get(RUN.PROJECT_ID)),
                    row.get(RUN.NAME),
                    RunKind.valueOf(row.get(RUN.KIND).toUpperCase(Locale.ROOT)),
                    Arrays.asList(row.get(RUN.TAGS)),
                    row.get(RUN.ATTEMPT))));
  }

  @Override
  public Map<Watched, MetricWatch> lockWatches(Collection<Watched> watched) {
    if (watched.isEmpty()) {
      return Map.of();
    }
    // What is gone is left out: a reference to it would be refused.
    Set<UUID> runs =
        new HashSet<>(
            database
                .sql()
                .select(RUN.ID)
                .from(RUN)
                .where(RUN.ID.in(watched.stream().map(one -> one.run().value()).toList()))
                .orderBy(RUN.ID)
                .forKeyShare()
                .fetch(RUN.ID));
    Set<UUID> rules =
        new HashSet<>(
            database
                .sql()
                .select(ALERT_RULE.ID)
                .from(ALERT_RULE)
                .where(ALERT_RULE.ID.in(watched.stream().map(one -> one.rule().value()).toList()))
                .orderBy(ALERT_RULE.ID)
                .forKeyShare()
                .fetch(ALERT_RULE.ID));
    List<Watched> there =
        watched.stream()
            .filter(one -> runs.contains(one.run().value()) && rules.contains(one.rule().value()))
            .sorted(
                Comparator.comparing((Watched one) -> one.rule().toString())
                    .thenComparing(one -> one.run().toString()))
            .toList();
    for (Watched one : there) {
      database
          .sql()
          .insertInto(ALERT_WATCH)
          .set(row(one, MetricWatch.START))
          .onConflictDoNothing()
          .execute();
    }
    Map<Watched, MetricWatch> locked = new HashMap<>();
    database
        .sql()
        .selectFrom(ALERT_WATCH)
        .where(
            DSL.row(ALERT_WATCH.RULE_ID, ALERT_WATCH.RUN_ID)
                .in(
                    there.stream()
                        .map(one -> DSL.row(one.rule().value(), one.run().value()))
                        .toList()))
        .orderBy(ALERT_WATCH.RULE_ID, ALERT_WATCH.RUN_ID)
        .forUpdate()
        .forEach(row ->
            locked.put(
                new Watched(new AlertRuleId(row.getRuleId()), new RunId(row.getRunId())),
                new MetricWatch(
                    row.getAttempt(), row.getSequence(), row.getExtreme(), row.getStreak())));
    return locked;
  }

  @Override
  public void putWatches(Map<Watched, MetricWatch> watches) {
    database
        .sql()
        .batchUpdate(
            watches.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .toList())
        .execute();
  }

  @Override
  public void forgetWatches(AlertRuleId rule) {
    database.sql().deleteFrom(ALERT_WATCH).where(ALERT_WATCH.RULE_ID.eq(rule.value())).execute();
  }

  @Override
  public Set<Fired> fire(Collection<Fired> fired, Instant now) {
    OffsetDateTime time = now.atOffset(ZoneOffset.UTC);
    List<Fired> inOrder =
        fired.stream()
            .sorted(
                Comparator.comparing((Fired one) -> one.rule().toString())
                    .thenComparing(one -> one.run().toString())
                    .thenComparing(Fired::cause))
            .toList();
    Set<Fired> fresh = new HashSet<>();
    for (Fired one : inOrder) {
      int inserted =
          database
              .sql()
              .insertInto(ALERT)
              .set(ALERT.RULE_ID, one.rule().value())
              .set(ALERT.RUN_ID, one.run().value())
              .set(ALERT.CAUSE, one.cause())
              .set(ALERT.CREATED_AT, time)
              .onConflictDoNothing()
              .execute();
      if (inserted == 1) {
        fresh.add(one);
      }
    }
    fresh.stream()
        .map(one -> one.rule().value())
        .distinct()
        .sorted(Comparator.comparing(UUID::toString))
        .forEach(rule ->
            database
                .sql()
                .update(ALERT_RULE)
                .set(ALERT_RULE.LAST_FIRED_AT, time)
                .where(ALERT_RULE.ID.eq(rule))
                .execute());
    return fresh;
  }

  private static AlertWatchRecord row(Watched watched, MetricWatch watch) {
    AlertWatchRecord row = new AlertWatchRecord();
    row.setRuleId(watched.rule().value());
    row.setRunId(watched.run().value());
    row.setAttempt(watch.attempt());
    row.setSequence(watch.sequence());
    row.setExtreme(watch.extreme());
    row.setStreak(watch.streak());
    return row;
  }

  /** What a change stores. */
  private static AlertRuleRecord row(AlertRule rule) {
    AlertRuleRecord row = new AlertRuleRecord();
    row.setName(rule.name());
    row.setEnabled(rule.enabled());
    AlertTrigger trigger = rule.trigger();
    String[] statuses =
        trigger instanceof AlertTrigger.OnStatus status
            ? status.statuses().stream().map(RunStatus::word).toArray(String[]::new)
            : null;
    AlertTrigger.OnMetric metric = trigger instanceof AlertTrigger.OnMetric one ? one : null;
    AlertTrigger.OnStudy study = trigger instanceof AlertTrigger.OnStudy one ? one : null;
    row.setStatuses(statuses);
    row.setMetricKey(metric == null ? null : metric.key());
    row.setAggregate(metric == null ? null : word(metric.aggregate()));
    row.setComparison(metric == null ? null : word(metric.comparison()));
    row.setThreshold(metric == null ? null : metric.value());
    row.setPoints(metric == null ? null : metric.points());
    row.setStudyImproved(study == null ? null : study.improved());
    row.setStudyBy(study == null ? null : study.by());
    row.setStudyEnded(study == null ? null : study.ended());
    RunKind kind = rule.scope().kind();
    RunId run = rule.scope().run();
    row.setScopeKind(kind == null ? null : word(kind));
    row.setScopeTag(rule.scope().tag());
    row.setScopeName(rule.scope().nameContains());
    row.setScopeRunId(run == null ? null : run.value());
    return row;
  }

  private static AlertRule rule(AlertRuleRecord row) {
    return new AlertRule(
        new AlertRuleId(row.getId()),
        new ProjectId(row.getProjectId()),
        new UserId(row.getOwnerId()),
        row.getShared(),
        row.getName(),
        row.getEnabled(),
        trigger(row),
        new AlertScope(
            row.getScopeKind() == null ? null : RunKind.valueOf(upper(row.getScopeKind())),
            row.getScopeTag(),
            row.getScopeName(),
            row.getScopeRunId() == null ? null : new RunId(row.getScopeRunId())),
        row.getCreatedAt().toInstant());
  }

  private static AlertTrigger trigger(AlertRuleRecord row) {
    String[] statuses = row.getStatuses();
    if (statuses != null) {
      return new AlertTrigger.OnStatus(
          Arrays.stream(statuses)
              .map(word -> RunStatus.valueOf(upper(word)))
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(RunStatus.class))));
    }
    if (row.getStudyImproved() != null) {
      return new AlertTrigger.OnStudy(
          row.getStudyImproved(), row.getStudyBy(), row.getStudyEnded());
    }
    return new AlertTrigger.OnMetric(
        row.getMetricKey(),
        AlertTrigger.Aggregate.valueOf(upper(row.getAggregate())),
        AlertTrigger.Comparison.valueOf(upper(row.getComparison())),
        row.getThreshold(),
        row.getPoints());
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
