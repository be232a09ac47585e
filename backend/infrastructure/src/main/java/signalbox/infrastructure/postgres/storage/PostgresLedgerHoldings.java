package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.COMMAND_SENT;
import static signalbox.schema.metadata.Tables.RUN_MOMENT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.RunHoldings;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * The tables {@code command_sent} and {@code run_moment}, which do not refer to the rows of runs:
 * who writes them must never fail for a run that is gone.
 */
public final class PostgresLedgerHoldings implements RunHoldings {
  /** Of each table a page by its key: else each page would read all that comes after it. */
  private static final String RUNS =
      """
      select run_id from (
        (select distinct run_id from metadata.command_sent
         where {0}::uuid is null or run_id > {0}::uuid order by run_id limit {1})
        union
        (select run_id from metadata.run_moment
         where {0}::uuid is null or run_id > {0}::uuid order by run_id limit {1})
      ) noted
      order by run_id limit {1}
      """;

  private static final String HOLDINGS =
      """
      select run_id, count(*), (extract(epoch from max(time)) * 1000000)::bigint
      from (
        select run_id, published_at as time from metadata.command_sent
        where run_id = any ({0}::uuid[])
        union all
        select run_id, coalesce(pushed_at, committed_at, 'epoch') from metadata.run_moment
        where run_id = any ({0}::uuid[])
      ) noted
      group by run_id
      """;
  private static final String COUNT =
      """
      select count(*) from (
        select run_id from metadata.command_sent union select run_id from metadata.run_moment
      ) noted
      """;

  private final PostgresDatabase database;

  public PostgresLedgerHoldings(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<RunId> runs(@Nullable RunId after, int most) {
    return database
        .sql()
        .fetch(RUNS, DSL.val(after == null ? null : after.value(), UUID.class), DSL.inline(most))
        .map(row -> new RunId(row.get(0, UUID.class)));
  }

  @Override
  public List<Holding> of(Collection<RunId> runs) {
    return database
        .sql()
        .fetch(HOLDINGS, DSL.val(runs.stream().map(RunId::value).toArray(UUID[]::new)))
        .map(row ->
            new Holding(
                new RunId(row.get(0, UUID.class)),
                row.get(1, Long.class),
                null,
                Instant.EPOCH.plus(row.get(2, Long.class), ChronoUnit.MICROS)));
  }

  @Override
  public long count() {
    Long counted = database.sql().fetchSingle(COUNT).get(0, Long.class);
    return counted == null ? 0 : counted;
  }

  @Override
  public void remove(RunId run) {
    database.sql().deleteFrom(COMMAND_SENT).where(COMMAND_SENT.RUN_ID.eq(run.value())).execute();
    database.sql().deleteFrom(RUN_MOMENT).where(RUN_MOMENT.RUN_ID.eq(run.value())).execute();
  }
}
