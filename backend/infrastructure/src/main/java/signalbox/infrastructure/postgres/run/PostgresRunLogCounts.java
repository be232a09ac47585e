package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunLogCounts;
import signalbox.application.run.RunLogs;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A narrow row beside each run that has a log. */
public final class PostgresRunLogCounts implements RunLogCounts {
  private static final String KEEP =
      """
      insert into metadata.run_log_count as known (run_id, warnings, errors)
      select told.* from unnest({0}::uuid[], {1}::bigint[], {2}::bigint[]) told (run_id, warnings, errors)
      join metadata.run on run.id = told.run_id
      where told.warnings + told.errors > 0
        or exists (select from metadata.run_log_count there where there.run_id = told.run_id)
      order by told.run_id
      on conflict (run_id) do update set warnings = excluded.warnings, errors = excluded.errors
      where (known.warnings, known.errors) <> (excluded.warnings, excluded.errors)
      """;

  /** The advisory lock of whoever copies. */
  private static final long COPY_LOCK = 0x4c4f47434f554e54L;

  private final PostgresDatabase database;

  public PostgresRunLogCounts(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void lock() {
    database.sql().execute("select pg_advisory_xact_lock(?)", COPY_LOCK);
  }

  @Override
  public void keep(Map<RunId, RunLogs.Counts> counts) {
    if (counts.isEmpty()) {
      return;
    }
    List<Map.Entry<RunId, RunLogs.Counts>> rows = List.copyOf(counts.entrySet());
    database
        .sql()
        .execute(
            KEEP,
            DSL.val(rows.stream().map(row -> row.getKey().value()).toArray(UUID[]::new)),
            DSL.val(rows.stream().map(row -> row.getValue().warnings()).toArray(Long[]::new)),
            DSL.val(rows.stream().map(row -> row.getValue().errors()).toArray(Long[]::new)));
  }

  @Override
  public List<RunId> after(@Nullable RunId last, int limit) {
    return database
        .sql()
        .select(RUN.ID)
        .from(RUN)
        .where(last == null ? DSL.trueCondition() : RUN.ID.gt(last.value()))
        .orderBy(RUN.ID)
        .limit(limit)
        .fetch(row -> new RunId(row.value1()));
  }
}
