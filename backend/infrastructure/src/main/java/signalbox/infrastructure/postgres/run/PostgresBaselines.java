package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.PROJECT;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.Baselines;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A column of the project. */
public final class PostgresBaselines implements Baselines {
  private final PostgresDatabase database;

  public PostgresBaselines(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<RunId> find(ProjectId project) {
    return database
        .sql()
        .select(PROJECT.BASELINE_RUN_ID)
        .from(PROJECT)
        .where(PROJECT.ID.eq(project.value()))
        .fetchOptional(PROJECT.BASELINE_RUN_ID)
        .map(RunId::new);
  }

  @Override
  public void set(ProjectId project, @Nullable RunId run) {
    database
        .sql()
        .update(PROJECT)
        .set(PROJECT.BASELINE_RUN_ID, run == null ? null : run.value())
        .where(PROJECT.ID.eq(project.value()))
        .execute();
  }
}
