package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN_METRIC_BACKLOG;

import java.util.Collection;
import java.util.List;
import signalbox.application.run.MetricBacklog;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A table that the migration filled and that only shrinks, unless somebody seeds. */
public final class PostgresMetricBacklog implements MetricBacklog {
  private final PostgresDatabase database;

  public PostgresMetricBacklog(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<RunId> some(int most) {
    return database
        .sql()
        .select(RUN_METRIC_BACKLOG.RUN_ID)
        .from(RUN_METRIC_BACKLOG)
        .orderBy(RUN_METRIC_BACKLOG.RUN_ID.desc())
        .limit(most)
        .fetch(row -> new RunId(row.value1()));
  }

  @Override
  public void done(Collection<RunId> runs) {
    database
        .sql()
        .deleteFrom(RUN_METRIC_BACKLOG)
        .where(RUN_METRIC_BACKLOG.RUN_ID.in(runs.stream().map(RunId::value).toList()))
        .execute();
  }
}
