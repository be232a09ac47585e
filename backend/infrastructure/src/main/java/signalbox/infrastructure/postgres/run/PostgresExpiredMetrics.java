package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.impl.DSL;
import signalbox.application.metric.ExpiredMetrics;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Ended runs by the retention time of their project. */
public final class PostgresExpiredMetrics implements ExpiredMetrics {
  private final PostgresDatabase database;

  public PostgresExpiredMetrics(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<Due> due(Instant now, int most) {
    return database
        .sql()
        .select(RUN.ID, RUN.PROJECT_ID)
        .from(RUN)
        .join(PROJECT)
        .on(PROJECT.ID.eq(RUN.PROJECT_ID))
        .where(RUN.ENDED_AT.isNotNull())
        .and(DSL.not(RUN.METRICS_EXPIRED))
        .and(PROJECT.METRIC_RETENTION_DAYS.gt(0))
        .and(
            DSL.condition(
                "{0} < {1} - make_interval(days => {2})",
                RUN.ENDED_AT, DSL.val(now.atOffset(ZoneOffset.UTC)), PROJECT.METRIC_RETENTION_DAYS))
        .orderBy(RUN.ENDED_AT)
        .limit(most)
        .fetch(row -> new Due(new RunId(row.value1()), new ProjectId(row.value2())));
  }

  @Override
  public void removed(RunId run) {
    database
        .sql()
        .update(RUN)
        .set(RUN.METRICS_EXPIRED, true)
        .where(RUN.ID.eq(run.value()))
        .execute();
  }
}
