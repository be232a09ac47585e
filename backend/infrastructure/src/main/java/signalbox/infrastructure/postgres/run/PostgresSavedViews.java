package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.SAVED_VIEW;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import signalbox.application.run.SavedView;
import signalbox.application.run.SavedViews;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.SavedViewRecord;

/** Views in rows. */
public final class PostgresSavedViews implements SavedViews {
  private final PostgresDatabase database;

  public PostgresSavedViews(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<SavedView> list(ProjectId project, UserId user) {
    return database
        .sql()
        .selectFrom(SAVED_VIEW)
        .where(SAVED_VIEW.PROJECT_ID.eq(project.value()))
        .and(SAVED_VIEW.OWNER_ID.eq(user.value()).or(SAVED_VIEW.TEAM))
        .orderBy(DSL.lower(SAVED_VIEW.NAME), SAVED_VIEW.ID)
        .fetch(PostgresSavedViews::view);
  }

  @Override
  public Optional<SavedView> find(UUID id) {
    return database
        .sql()
        .selectFrom(SAVED_VIEW)
        .where(SAVED_VIEW.ID.eq(id))
        .fetchOptional(PostgresSavedViews::view);
  }

  @Override
  public boolean put(SavedView view) {
    Condition beside =
        SAVED_VIEW
            .PROJECT_ID
            .eq(view.project().value())
            .and(SAVED_VIEW.ID.ne(view.id()))
            .and(SAVED_VIEW.TEAM.eq(view.team()))
            .and(view.team() ? DSL.trueCondition() : SAVED_VIEW.OWNER_ID.eq(view.owner().value()));
    boolean taken =
        database
            .sql()
            .fetchExists(
                SAVED_VIEW, beside.and(DSL.lower(SAVED_VIEW.NAME).eq(DSL.lower(view.name()))));
    if (taken) {
      return false;
    }
    if (view.standard()) {
      database
          .sql()
          .update(SAVED_VIEW)
          .set(SAVED_VIEW.IS_DEFAULT, false)
          .where(beside.and(SAVED_VIEW.IS_DEFAULT))
          .execute();
    }
    SavedViewRecord row = record(view);
    return database
            .sql()
            .insertInto(SAVED_VIEW)
            .set(row)
            .onConflict(SAVED_VIEW.ID)
            .doUpdate()
            .set(row)
            .execute()
        == 1;
  }

  @Override
  public void remove(UUID id) {
    database.sql().deleteFrom(SAVED_VIEW).where(SAVED_VIEW.ID.eq(id)).execute();
  }

  private static SavedViewRecord record(SavedView view) {
    return new SavedViewRecord(
        view.id(),
        view.project().value(),
        view.owner().value(),
        view.team(),
        view.name(),
        JSONB.jsonb(view.state()),
        view.standard(),
        view.createdAt().atOffset(ZoneOffset.UTC),
        view.updatedAt().atOffset(ZoneOffset.UTC));
  }

  private static SavedView view(SavedViewRecord row) {
    return new SavedView(
        row.getId(),
        new ProjectId(row.getProjectId()),
        new UserId(row.getOwnerId()),
        row.getTeam(),
        row.getName(),
        row.getState().data(),
        row.getIsDefault(),
        row.getCreatedAt().toInstant(),
        row.getUpdatedAt().toInstant());
  }
}
