package signalbox.infrastructure.postgres.log;

import static signalbox.schema.metadata.tables.Run.RUN;
import static signalbox.schema.metadata.tables.Trial.TRIAL;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import signalbox.application.log.LogRuns;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** What the log needs of the rows of runs. */
public final class PostgresLogRuns implements LogRuns {
  private final PostgresDatabase metadata;

  public PostgresLogRuns(PostgresDatabase metadata) {
    this.metadata = metadata;
  }

  @Override
  public Map<RunId, LogRun> find(Collection<RunId> runs) {
    Map<RunId, LogRun> found = new HashMap<>();
    if (!runs.isEmpty()) {
      metadata
          .sql()
          .select(RUN.ID, RUN.PROJECT_ID, RUN.ATTEMPT, RUN.ENDED_AT, TRIAL.STUDY_ID)
          .from(RUN)
          .leftJoin(TRIAL)
          .on(TRIAL.RUN_ID.eq(RUN.ID))
          .where(RUN.ID.eq(DSL.any(runs.stream().map(RunId::value).toArray(UUID[]::new))))
          .and(RUN.KIND.ne(DSL.inline("study")))
          .forEach(row -> {
            OffsetDateTime ended = row.value4();
            UUID study = row.value5();
            found.put(
                new RunId(row.value1()),
                new LogRun(
                    new ProjectId(row.value2()),
                    row.value3(),
                    ended == null ? null : ended.toInstant(),
                    study == null ? null : new RunId(study)));
          });
    }
    return found;
  }
}
