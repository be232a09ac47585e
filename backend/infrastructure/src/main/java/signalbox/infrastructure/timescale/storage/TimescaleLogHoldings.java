package signalbox.infrastructure.timescale.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogRemoval;
import signalbox.application.storage.RunHoldings;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Logs of runs, by the rows of their streams; lines are counted by their batches. */
public final class TimescaleLogHoldings implements RunHoldings {
  private static final String RUNS =
      """
      select id from telemetry.log_stream
      where kind = 'run' and ({0}::uuid is null or id > {0}::uuid)
      order by id limit {1}
      """;
  private static final String HOLDINGS =
      """
      select s.id, coalesce(sum(b.lines), 0)::bigint,
             (extract(epoch from greatest(s.created_at, s.last_line_at, max(b.stored_at)))
              * 1000000)::bigint
      from telemetry.log_stream s
      left join telemetry.log_batch b on b.stream_id = s.id
      where s.kind = 'run' and s.id = any ({0}::uuid[])
      group by s.id
      """;
  private static final String COUNT =
      "select count(*) from telemetry.log_stream where kind = 'run'";

  private final PostgresDatabase telemetry;
  private final LogRemoval removal;

  public TimescaleLogHoldings(PostgresDatabase telemetry, LogRemoval removal) {
    this.telemetry = telemetry;
    this.removal = removal;
  }

  @Override
  public List<RunId> runs(@Nullable RunId after, int most) {
    return telemetry
        .sql()
        .fetch(RUNS, DSL.val(after == null ? null : after.value(), UUID.class), DSL.inline(most))
        .map(row -> new RunId(row.get(0, UUID.class)));
  }

  @Override
  public List<Holding> of(Collection<RunId> runs) {
    return telemetry
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
    Long counted = telemetry.sql().fetchSingle(COUNT).get(0, Long.class);
    return counted == null ? 0 : counted;
  }

  @Override
  public void remove(RunId run) {
    removal.remove(run);
  }
}
