package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN;

import java.util.Collection;
import java.util.List;
import signalbox.application.metric.MetricRuns;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Names and projects of runs in PostgreSQL. */
public final class PostgresMetricRuns implements MetricRuns {
  private final PostgresDatabase database;

  public PostgresMetricRuns(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<Named> find(Collection<RunId> runs) {
    return database
        .sql()
        .select(RUN.ID, RUN.PROJECT_ID, RUN.NAME, RUN.METRICS_EXPIRED)
        .from(RUN)
        .where(RUN.ID.in(runs.stream().map(RunId::value).toList()))
        .fetch(row ->
            new Named(
                new RunId(row.value1()), new ProjectId(row.value2()), row.value3(), row.value4()));
  }
}
