package signalbox.infrastructure.postgres.service;

import static signalbox.schema.metadata.Tables.MODEL_VERSION;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.PROJECT_MEMBER;
import static signalbox.schema.metadata.Tables.RUN;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.service.QueueCounts;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.WaitReason;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Counts rows of the table {@code run} that have not ended. */
public final class PostgresQueueCounts implements QueueCounts {
  private static final List<String> LIVE = RunStatus.liveWords();
  private static final List<String> WAITING =
      List.of(RunStatus.CREATED.word(), RunStatus.QUEUED.word(), RunStatus.RETRYING.word());

  /** The trials of a study do, the study itself does not. */
  private static final Condition TAKES_A_SLOT = RUN.KIND.ne(DSL.inline("study"));

  private final PostgresDatabase database;

  public PostgresQueueCounts(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<Group> groups() {
    Field<String> service =
        DSL.coalesce(RUN.SERVICE, DSL.jsonbGetAttributeAsText(RUN.WAIT_REASON, "service"))
            .as("at_service");
    Field<String> algorithm =
        DSL.coalesce(RUN.ALGORITHM, MODEL_VERSION.ALGORITHM).as("of_algorithm");
    Field<String> reason = DSL.jsonbGetAttributeAsText(RUN.WAIT_REASON, "kind").as("wait_kind");
    Field<Integer> runs = DSL.count();
    Field<OffsetDateTime> oldest = DSL.min(RUN.CREATED_AT);
    return database
        .sql()
        .select(service, algorithm, RUN.STATUS, reason, runs, oldest)
        .from(RUN)
        .leftJoin(MODEL_VERSION)
        .on(
            MODEL_VERSION
                .MODEL_ID
                .eq(RUN.MODEL_ID)
                .and(MODEL_VERSION.VERSION.eq(RUN.MODEL_VERSION)))
        .where(RUN.STATUS.in(LIVE))
        .and(TAKES_A_SLOT)
        .groupBy(service, algorithm, RUN.STATUS, reason)
        .fetch(row ->
            new Group(
                row.value1(),
                row.value2(),
                RunStatus.valueOf(row.value3().toUpperCase(Locale.ROOT)),
                row.value4() == null ? null : WaitReason.Kind.valueOf(row.value4()),
                row.value5(),
                Objects.requireNonNull(row.value6()).toInstant()));
  }

  @Override
  public List<ProjectQueue> projects(@Nullable UserId member) {
    Field<Integer> queued = DSL.count(RUN.ID).filterWhere(RUN.STATUS.in(WAITING)).as("queued_runs");
    Field<Integer> running =
        DSL.count(RUN.ID).filterWhere(RUN.STATUS.notIn(WAITING)).as("running_runs");
    Condition visible =
        member == null
            ? DSL.noCondition()
            : PROJECT.ID.in(
                DSL.select(PROJECT_MEMBER.PROJECT_ID)
                    .from(PROJECT_MEMBER)
                    .where(PROJECT_MEMBER.USER_ID.eq(member.value())));
    return database
        .sql()
        .select(PROJECT.ID, PROJECT.NAME, queued, running, PROJECT.MAX_RUNNING, PROJECT.WEIGHT)
        .from(PROJECT)
        .leftJoin(RUN)
        .on(RUN.PROJECT_ID.eq(PROJECT.ID).and(RUN.STATUS.in(LIVE)).and(TAKES_A_SLOT))
        .where(visible)
        .groupBy(PROJECT.ID)
        .having(DSL.count(RUN.ID).gt(0).or(PROJECT.MAX_RUNNING.gt(0)))
        .orderBy(DSL.lower(PROJECT.NAME))
        .fetch(row ->
            new ProjectQueue(
                new ProjectId(row.value1()),
                row.value2(),
                row.value3(),
                row.value4(),
                row.value5(),
                row.value6()));
  }
}
