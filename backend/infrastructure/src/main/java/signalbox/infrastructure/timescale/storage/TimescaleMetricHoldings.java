package signalbox.infrastructure.timescale.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.MetricRepository;
import signalbox.application.storage.RunHoldings;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Metric points of runs, by their attempts and the totals of their series. */
public final class TimescaleMetricHoldings implements RunHoldings {
  private static final String RUNS =
      """
      select distinct run_id from telemetry.metric_attempt
      where {0}::uuid is null or run_id > {0}::uuid
      order by run_id limit {1}
      """;

  /** Times of points are those of the machine that reported them, in microseconds. */
  private static final String HOLDINGS =
      """
      select a.run_id, coalesce(max(s.points), 0)::bigint, coalesce(max(s.bytes), 0)::bigint,
             greatest((extract(epoch from max(a.first_time)) * 1000000)::bigint, max(s.max_time))
      from telemetry.metric_attempt a
      left join lateral (
        select sum(points) as points, max(max_time) as max_time,
               sum(length(tail) + coalesce(segments.bytes, 0)) as bytes
        from telemetry.metric_series
        left join lateral (
          select sum(length(content) + coalesce(length(fine), 0) + coalesce(length(coarse), 0))
                 as bytes
          from telemetry.metric_segment where series_id = metric_series.id
        ) segments on true
        where run_id = a.run_id
      ) s on true
      where a.run_id = any ({0}::uuid[])
      group by a.run_id
      """;

  private static final String COUNT = "select count(distinct run_id) from telemetry.metric_attempt";

  private final PostgresDatabase telemetry;
  private final MetricRepository metrics;

  public TimescaleMetricHoldings(PostgresDatabase telemetry, MetricRepository metrics) {
    this.telemetry = telemetry;
    this.metrics = metrics;
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
                row.get(2, Long.class),
                Instant.EPOCH.plus(row.get(3, Long.class), ChronoUnit.MICROS)));
  }

  @Override
  public long count() {
    Long counted = telemetry.sql().fetchSingle(COUNT).get(0, Long.class);
    return counted == null ? 0 : counted;
  }

  @Override
  public void remove(RunId run) {
    metrics.remove(run);
  }
}
