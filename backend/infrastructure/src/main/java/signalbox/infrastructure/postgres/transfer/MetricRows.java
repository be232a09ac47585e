package signalbox.infrastructure.postgres.transfer;

/** Rows of run_metric, which in the file have the key of their metric and not its number. */
final class MetricRows {
  static final String KEY = "key";

  static final String SELECT =
      """
      select to_jsonb(x)::text
      from metadata.run_metric t
      join metadata.metric_key k on k.id = t.key_id
      cross join lateral (select t.run_id, k.key, t.attempt, t.last_step, t.points, t.finite, t.last,
                                 t.min, t.max, t.mean) x
      where t.run_id in (select id from metadata.run where project_id = {0})
      order by t.run_id, k.key
      """;

  /** {0} the project, {1} the rows. */
  static final String INSERT_KEYS =
      """
      insert into metadata.metric_key (project_id, key)
      select distinct {0}, x.key from jsonb_to_recordset({1}) as x (key text)
      on conflict do nothing
      """;

  /** {0} the project, {1} the rows. */
  static final String INSERT =
      """
      insert into metadata.run_metric (run_id, key_id, attempt, last_step, points, finite, last, min, max, mean)
      select x.run_id, k.id, x.attempt, x.last_step, x.points, x.finite, x.last, x.min, x.max, x.mean
      from jsonb_to_recordset({1}) as x (run_id uuid, key text, attempt integer, last_step bigint, points bigint,
                                         finite bigint, last double precision, min double precision,
                                         max double precision, mean double precision)
      join metadata.metric_key k on k.project_id = {0} and k.key = x.key
      """;

  private MetricRows() {}
}
