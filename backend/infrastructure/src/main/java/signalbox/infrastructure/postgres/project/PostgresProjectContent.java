package signalbox.infrastructure.postgres.project;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.RUN;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import signalbox.application.project.ProjectContent;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** What lies in a project, in PostgreSQL. */
public final class PostgresProjectContent implements ProjectContent {
  private static final Field<String> ORIGINAL_KEY =
      DSL.jsonbGetAttributeAsText(DATASET.SOURCE, "objectKey");

  private final PostgresDatabase database;

  public PostgresProjectContent(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<RunId> activeRuns(ProjectId project) {
    return runs(RUN.PROJECT_ID.eq(project.value()).and(RUN.ENDED_AT.isNull()));
  }

  @Override
  public List<RunId> runs(ProjectId project) {
    return runs(RUN.PROJECT_ID.eq(project.value()));
  }

  private List<RunId> runs(Condition which) {
    return database
        .sql()
        .select(RUN.ID)
        .from(RUN)
        .where(which)
        .orderBy(RUN.ID)
        .fetch(row -> new RunId(row.value1()));
  }

  @Override
  public List<StoredTable> tables(ProjectId project) {
    return database
        .sql()
        .select(DATASET.OBJECT_KEY, ORIGINAL_KEY)
        .from(DATASET)
        .where(DATASET.PROJECT_ID.eq(project.value()))
        .fetch(row -> new StoredTable(row.value1(), row.value2()));
  }

  @Override
  public void deleteModels(ProjectId project) {
    // Runs and versions of models name each other: first the one, then the other.
    database
        .sql()
        .update(RUN)
        .setNull(RUN.MODEL_ID)
        .setNull(RUN.MODEL_VERSION)
        .where(RUN.PROJECT_ID.eq(project.value()))
        .execute();
    database.sql().deleteFrom(MODEL).where(MODEL.PROJECT_ID.eq(project.value())).execute();
  }

  @Override
  public void deleteDatasets(ProjectId project) {
    database.sql().deleteFrom(DATASET).where(DATASET.PROJECT_ID.eq(project.value())).execute();
  }
}
