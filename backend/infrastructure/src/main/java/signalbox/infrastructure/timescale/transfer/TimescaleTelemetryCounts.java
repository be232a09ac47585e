package signalbox.infrastructure.timescale.transfer;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Param;
import org.jooq.impl.DSL;
import signalbox.application.transfer.TelemetryCounts;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Adds up what series and ledgers know of themselves. */
public final class TimescaleTelemetryCounts implements TelemetryCounts {
  private static final int RUNS_AT_ONCE = 5_000;

  private static final String POINTS =
      """
      select coalesce(sum(points), 0)::bigint from telemetry.metric_series
      where run_id = any ({0}::uuid[])
      """;

  /** What retention has removed is still counted as stored. */
  private static final String LINES =
      """
      select coalesce(sum(a.stored - (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(a.removed) r)), 0)::bigint
      from telemetry.log_stream s join telemetry.log_attempt a on a.stream_id = s.id
      where s.project_id = {0} and s.kind = 'run'
      """;

  private final PostgresDatabase telemetry;

  public TimescaleTelemetryCounts(PostgresDatabase telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public long points(Collection<RunId> runs) {
    List<UUID> all = runs.stream().map(RunId::value).toList();
    long points = 0;
    for (int from = 0; from < all.size(); from += RUNS_AT_ONCE) {
      UUID[] some =
          all.subList(from, Math.min(from + RUNS_AT_ONCE, all.size())).toArray(UUID[]::new);
      points += count(POINTS, DSL.val(some));
    }
    return points;
  }

  @Override
  public long lines(ProjectId project) {
    return count(LINES, DSL.val(project.value()));
  }

  private long count(String sql, Param<?> whose) {
    return telemetry.sql().fetchSingle(sql, whose).get(0, Long.class);
  }
}
