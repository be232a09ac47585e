package signalbox.infrastructure.postgres.project;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.PROJECT_MEMBER;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.project.Member;
import signalbox.application.project.ProjectRepository;
import signalbox.application.project.ProjectView;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.project.ProjectLimits;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ProjectRecord;

/** Projects in the tables {@code project} and {@code project_member}. */
public final class PostgresProjectRepository implements ProjectRepository {
  /** These two are asked with nearly every request. */
  private static final String EXISTS = "select 1 from metadata.project where id = ?";

  private static final String ROLE =
      "select role from metadata.project_member where project_id = ? and user_id = ?";

  private final PostgresDatabase database;

  public PostgresProjectRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean insert(Project project) {
    return database
            .sql()
            .insertInto(PROJECT)
            .set(PROJECT.ID, project.id().value())
            .set(PROJECT.NAME, project.name())
            .set(PROJECT.DESCRIPTION, project.description())
            .set(PROJECT.CREATED_AT, project.createdAt().atOffset(ZoneOffset.UTC))
            .set(PROJECT.MAX_RUNNING, project.limits().maxRunning())
            .set(PROJECT.WEIGHT, project.limits().weight())
            .set(PROJECT.LOG_RETENTION_DAYS, project.limits().logRetentionDays())
            .set(PROJECT.METRIC_RETENTION_DAYS, project.limits().metricRetentionDays())
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  @Override
  public Optional<Project> find(ProjectId id) {
    return database
        .sql()
        .selectFrom(PROJECT)
        .where(PROJECT.ID.eq(id.value()))
        .fetchOptional(PostgresProjectRepository::project);
  }

  @Override
  public Optional<Project> lock(ProjectId id) {
    return database
        .sql()
        .selectFrom(PROJECT)
        .where(PROJECT.ID.eq(id.value()))
        .forUpdate()
        .fetchOptional(PostgresProjectRepository::project);
  }

  @Override
  public boolean exists(ProjectId id) {
    return database.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(EXISTS)) {
        select.setObject(1, id.value());
        try (ResultSet rows = select.executeQuery()) {
          return rows.next();
        }
      }
    });
  }

  @Override
  public Optional<Role> find(UserId user, ProjectId project) {
    return database.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(ROLE)) {
        select.setObject(1, project.value());
        select.setObject(2, user.value());
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(role(rows.getString(1))) : Optional.empty();
        }
      }
    });
  }

  @Override
  public Page<ProjectView> listAll(PageRequest request) {
    return page(
        request,
        database.sql().select(PROJECT.fields()).from(PROJECT).where(after(request)),
        row -> new ProjectView(project(row.into(PROJECT)), Role.ADMIN),
        database.sql().fetchCount(PROJECT));
  }

  @Override
  public Page<ProjectView> listOf(UserId user, PageRequest request) {
    Condition own = PROJECT_MEMBER.USER_ID.eq(user.value());
    return page(
        request,
        database
            .sql()
            .select(PROJECT.fields())
            .select(PROJECT_MEMBER.ROLE)
            .from(PROJECT)
            .join(PROJECT_MEMBER)
            .on(PROJECT_MEMBER.PROJECT_ID.eq(PROJECT.ID))
            .where(own)
            .and(after(request)),
        row -> new ProjectView(project(row.into(PROJECT)), role(row.get(PROJECT_MEMBER.ROLE))),
        database.sql().fetchCount(PROJECT_MEMBER, own));
  }

  @Override
  public boolean update(Project project) {
    boolean taken =
        database
            .sql()
            .fetchExists(
                PROJECT,
                DSL.lower(PROJECT.NAME)
                    .eq(DSL.lower(project.name()))
                    .and(PROJECT.ID.ne(project.id().value())));
    if (taken) {
      return false;
    }
    try {
      database
          .sql()
          .update(PROJECT)
          .set(PROJECT.NAME, project.name())
          .set(PROJECT.DESCRIPTION, project.description())
          .set(PROJECT.MAX_RUNNING, project.limits().maxRunning())
          .set(PROJECT.WEIGHT, project.limits().weight())
          .set(PROJECT.LOG_RETENTION_DAYS, project.limits().logRetentionDays())
          .set(PROJECT.METRIC_RETENTION_DAYS, project.limits().metricRetentionDays())
          .where(PROJECT.ID.eq(project.id().value()))
          .execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      return false;
    }
  }

  @Override
  public List<Project> scheduledByLimits() {
    return database
        .sql()
        .selectFrom(PROJECT)
        .where(PROJECT.MAX_RUNNING.ne(ProjectLimits.INITIAL.maxRunning()))
        .or(PROJECT.WEIGHT.ne(ProjectLimits.INITIAL.weight()))
        .orderBy(PROJECT.ID)
        .forNoKeyUpdate()
        .fetch(PostgresProjectRepository::project);
  }

  @Override
  public boolean delete(ProjectId id) {
    UUID project = id.value();
    boolean used =
        database.sql().fetchExists(DATASET, DATASET.PROJECT_ID.eq(project))
            || database.sql().fetchExists(RUN, RUN.PROJECT_ID.eq(project))
            || database.sql().fetchExists(MODEL, MODEL.PROJECT_ID.eq(project));
    if (used) {
      return false;
    }
    try {
      database.sql().deleteFrom(PROJECT).where(PROJECT.ID.eq(project)).execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      return false;
    }
  }

  @Override
  public List<Member> members(ProjectId project) {
    return selectMembers(PROJECT_MEMBER.PROJECT_ID.eq(project.value()));
  }

  @Override
  public Optional<Member> findMember(ProjectId project, UserId user) {
    return selectMembers(
            PROJECT_MEMBER
                .PROJECT_ID
                .eq(project.value())
                .and(PROJECT_MEMBER.USER_ID.eq(user.value())))
        .stream()
        .findFirst();
  }

  @Override
  public void putMember(ProjectId project, UserId user, Role role) {
    String word = role.name().toLowerCase(Locale.ROOT);
    database
        .sql()
        .insertInto(PROJECT_MEMBER)
        .set(PROJECT_MEMBER.PROJECT_ID, project.value())
        .set(PROJECT_MEMBER.USER_ID, user.value())
        .set(PROJECT_MEMBER.ROLE, word)
        .onConflict(PROJECT_MEMBER.PROJECT_ID, PROJECT_MEMBER.USER_ID)
        .doUpdate()
        .set(PROJECT_MEMBER.ROLE, word)
        .execute();
  }

  @Override
  public void deleteMember(ProjectId project, UserId user) {
    database
        .sql()
        .deleteFrom(PROJECT_MEMBER)
        .where(PROJECT_MEMBER.PROJECT_ID.eq(project.value()))
        .and(PROJECT_MEMBER.USER_ID.eq(user.value()))
        .execute();
  }

  private List<Member> selectMembers(Condition condition) {
    return database
        .sql()
        .select(USER_ACCOUNT.ID, USER_ACCOUNT.EMAIL, USER_ACCOUNT.NAME, PROJECT_MEMBER.ROLE)
        .from(PROJECT_MEMBER)
        .join(USER_ACCOUNT)
        .on(USER_ACCOUNT.ID.eq(PROJECT_MEMBER.USER_ID))
        .where(condition)
        .orderBy(USER_ACCOUNT.ID)
        .fetch(row ->
            new Member(new UserId(row.value1()), row.value2(), row.value3(), role(row.value4())));
  }

  private static Condition after(PageRequest request) {
    @Nullable UUID after = UuidCursor.decode(request.cursor());
    return after == null ? DSL.noCondition() : PROJECT.ID.gt(after);
  }

  private static <R extends Record> Page<ProjectView> page(
      PageRequest request,
      SelectConditionStep<R> select,
      java.util.function.Function<R, ProjectView> view,
      int total) {
    List<ProjectView> found =
        select.orderBy(PROJECT.ID).limit(request.limit() + 1).fetch(view::apply);
    boolean more = found.size() > request.limit();
    List<ProjectView> items = more ? found.subList(0, request.limit()) : found;
    return new Page<>(
        items, more ? UuidCursor.encode(items.getLast().project().id().value()) : null, total);
  }

  private static Role role(String word) {
    return Role.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Project project(ProjectRecord row) {
    return new Project(
        new ProjectId(row.getId()),
        row.getName(),
        row.getDescription(),
        row.getCreatedAt().toInstant(),
        new ProjectLimits(
            row.getMaxRunning(),
            row.getWeight(),
            row.getLogRetentionDays(),
            row.getMetricRetentionDays()));
  }
}
