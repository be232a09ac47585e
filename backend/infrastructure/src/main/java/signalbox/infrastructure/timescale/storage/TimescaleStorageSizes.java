package signalbox.infrastructure.timescale.storage;

import java.util.List;
import signalbox.application.storage.StorageSizes;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Lines and points by their totals, and what their tables take on the disk, with partitions or
 * chunks.
 */
public final class TimescaleStorageSizes implements StorageSizes {
  private static final String SIZES =
      """
      with recursive part (base, relation) as (
        select relname::text, oid from pg_class
        where relnamespace = 'telemetry'::regnamespace and relkind in ('r', 'p')
          and not relispartition
        union all
        select base, inhrelid from pg_inherits join part on inhparent = relation
      ), size as (
        select coalesce(sum(pg_total_relation_size(relation)) filter (where base like 'log%'), 0)
                 as log_bytes,
               coalesce(sum(pg_total_relation_size(relation)) filter (where base like 'metric%'), 0)
                 as metric_bytes
        from part
      )
      select log_bytes::bigint, metric_bytes::bigint,
             (select coalesce(sum(lines), 0)::bigint from telemetry.log_batch),
             (select coalesce(sum(points), 0)::bigint from telemetry.metric_series)
      from size
      """;

  private final PostgresDatabase telemetry;

  public TimescaleStorageSizes(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public List<Size> sizes() {
    var row = telemetry.sql().fetchSingle(SIZES);
    return List.of(
        new Size(Kind.LOG_LINES, row.get(2, Long.class), row.get(0, Long.class)),
        new Size(Kind.METRIC_POINTS, row.get(3, Long.class), row.get(1, Long.class)));
  }
}
