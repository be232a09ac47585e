package signalbox.infrastructure.postgres.log;

import static signalbox.schema.metadata.tables.Project.PROJECT;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import signalbox.application.log.LogRetention;
import signalbox.domain.project.ProjectId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** The retention time that each project has in its row; 0 is for ever. */
public final class PostgresLogRetention implements LogRetention {
  private final PostgresDatabase metadata;

  public PostgresLogRetention(PostgresDatabase metadata) {
    this.metadata = metadata;
  }

  @Override
  public OptionalInt days(ProjectId project) {
    Integer days =
        metadata
            .sql()
            .select(PROJECT.LOG_RETENTION_DAYS)
            .from(PROJECT)
            .where(PROJECT.ID.eq(project.value()))
            .fetchOne(PROJECT.LOG_RETENTION_DAYS);
    return days == null ? OptionalInt.of(DEFAULT_DAYS) : days(days);
  }

  @Override
  public Map<ProjectId, OptionalInt> days() {
    Map<ProjectId, OptionalInt> all = new HashMap<>();
    metadata
        .sql()
        .select(PROJECT.ID, PROJECT.LOG_RETENTION_DAYS)
        .from(PROJECT)
        .forEach(row -> all.put(new ProjectId(row.value1()), days(row.value2())));
    return all;
  }

  private static OptionalInt days(int stored) {
    return stored == 0 ? OptionalInt.empty() : OptionalInt.of(stored);
  }
}
