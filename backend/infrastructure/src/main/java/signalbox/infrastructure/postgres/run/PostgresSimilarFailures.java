package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import signalbox.application.run.SimilarFailures;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Failure;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Failures in the column {@code run.failure}, by the index {@code run_failure}. */
public final class PostgresSimilarFailures implements SimilarFailures {
  private static final Field<String> CODE = DSL.field("{0} ->> 'code'", String.class, RUN.FAILURE);
  private static final Field<String> TYPE =
      DSL.field("coalesce({0} ->> 'exceptionType', '')", String.class, RUN.FAILURE);

  private final PostgresDatabase database;

  public PostgresSimilarFailures(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Found find(ProjectId project, Failure failure, RunId except, int limit) {
    String type = failure.exceptionType();
    Condition similar =
        RUN.PROJECT_ID
            .eq(project.value())
            .and(RUN.FAILURE.isNotNull())
            .and(RUN.KIND.ne(DSL.inline("trial")))
            .and(CODE.eq(failure.code()))
            .and(TYPE.eq(type == null ? "" : type))
            .and(RUN.ID.ne(except.value()));
    List<SimilarRun> runs =
        database
            .sql()
            .select(RUN.ID, RUN.NAME, RUN.ENDED_AT)
            .from(RUN)
            .where(similar)
            .orderBy(RUN.ID.desc())
            .limit(limit)
            .fetch(row -> {
              OffsetDateTime ended = row.value3();
              return new SimilarRun(
                  new RunId(row.value1()), row.value2(), ended == null ? null : ended.toInstant());
            });
    return new Found(runs, database.sql().fetchCount(RUN, similar));
  }
}
