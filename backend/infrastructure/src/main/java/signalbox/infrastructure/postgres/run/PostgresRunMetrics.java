package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.METRIC_KEY;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_METRIC;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.metric.MetricTotals;
import signalbox.application.metric.SeriesTotals;
import signalbox.application.run.MetricSummary;
import signalbox.application.run.RunMetrics;
import signalbox.application.shared.LastUsed;
import signalbox.application.shared.Transactions;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** One row for each run and metric. */
public final class PostgresRunMetrics implements RunMetrics, MetricTotals {
  /**
   * Newer totals replace older ones. The rows come in one order, so that two batches never wait for
   * each other in a circle.
   */
  private static final String KEEP =
      """
      insert into metadata.run_metric as known
        (run_id, key_id, attempt, last_step, points, finite, last, min, max, mean)
      select * from unnest({0}::uuid[], {1}::integer[], {2}::integer[], {3}::bigint[], {4}::bigint[],
        {5}::bigint[], {6}::double precision[], {7}::double precision[], {8}::double precision[],
        {9}::double precision[])
      on conflict (run_id, key_id) do update
      set attempt = excluded.attempt, last_step = excluded.last_step, points = excluded.points,
          finite = excluded.finite, last = excluded.last, min = excluded.min, max = excluded.max,
          mean = excluded.mean
      where (excluded.attempt, excluded.points) > (known.attempt, known.points)
      """;

  /** By the numbers of the metrics, of which a page names few: no run's other metrics are read. */
  private static final String OF =
      """
      select run_id, key_id, last, min, max, mean, last_step, points
      from metadata.run_metric
      where run_id = any (?) and key_id = any (?)
      """;

  private static final int KNOWN_RUNS = 20_000;

  private final PostgresDatabase database;
  private final Transactions transactions;
  private final LastUsed<UUID, UUID> projects = new LastUsed<>(KNOWN_RUNS);
  private final KnownKeys keys = new KnownKeys();

  private record Key(UUID project, String name) {}

  public PostgresRunMetrics(PostgresDatabase database, Transactions transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  @Override
  public void keep(List<SeriesTotals> totals) {
    if (totals.isEmpty()) {
      return;
    }
    try {
      keepKnown(totals);
    } catch (IntegrityConstraintViolationException _) {
      // A run, or its whole project, was deleted since it was last looked up.
      projects.clear();
      keys.forget();
      keepKnown(totals);
    }
  }

  private void keepKnown(List<SeriesTotals> totals) {
    Map<UUID, UUID> ofRuns = projectsOf(totals);
    Map<Key, Integer> numbers = numbersOf(totals, ofRuns);
    List<SeriesTotals> known =
        newest(totals).stream()
            .filter(one -> ofRuns.containsKey(one.run().value()))
            .sorted(
                Comparator.comparing((SeriesTotals one) -> one.run().toString())
                    .thenComparing(SeriesTotals::key))
            .toList();
    if (!known.isEmpty()) {
      transactions.inTransaction(() -> keep(known, ofRuns, numbers));
    }
  }

  /** The projects of the runs that exist. */
  private Map<UUID, UUID> projectsOf(List<SeriesTotals> totals) {
    Map<UUID, UUID> found = new HashMap<>();
    Set<UUID> unknown = new HashSet<>();
    for (SeriesTotals one : totals) {
      UUID run = one.run().value();
      UUID project = projects.get(run);
      if (project == null) {
        unknown.add(run);
      } else {
        found.put(run, project);
      }
    }
    if (!unknown.isEmpty()) {
      Map<UUID, UUID> read =
          database
              .sql()
              .select(RUN.ID, RUN.PROJECT_ID)
              .from(RUN)
              .where(RUN.ID.in(unknown))
              .fetchMap(RUN.ID, RUN.PROJECT_ID);
      read.forEach(projects::put);
      found.putAll(read);
    }
    return found;
  }

  /** Of each series the newest totals; a statement must not change a row twice. */
  private static Collection<SeriesTotals> newest(List<SeriesTotals> totals) {
    record Series(RunId run, String key) {}
    Map<Series, SeriesTotals> newest = new LinkedHashMap<>();
    for (SeriesTotals one : totals) {
      newest.merge(
          new Series(one.run(), one.key()),
          one,
          (a, b) ->
              b.attempt() > a.attempt() || (b.attempt() == a.attempt() && b.points() >= a.points())
                  ? b
                  : a);
    }
    return newest.values();
  }

  private void keep(List<SeriesTotals> totals, Map<UUID, UUID> ofRuns, Map<Key, Integer> numbers) {
    DSLContext sql = database.sql();
    int rows = totals.size();
    UUID[] runs = new UUID[rows];
    Integer[] keyIds = new Integer[rows];
    Integer[] attempts = new Integer[rows];
    Long[] steps = new Long[rows];
    Long[] points = new Long[rows];
    Long[] finite = new Long[rows];
    @Nullable Double[] last = new Double[rows];
    @Nullable Double[] min = new Double[rows];
    @Nullable Double[] max = new Double[rows];
    @Nullable Double[] mean = new Double[rows];
    for (int row = 0; row < rows; row++) {
      SeriesTotals one = totals.get(row);
      runs[row] = one.run().value();
      UUID project = Objects.requireNonNull(ofRuns.get(one.run().value()));
      keyIds[row] = Objects.requireNonNull(numbers.get(new Key(project, one.key())));
      attempts[row] = one.attempt();
      steps[row] = one.lastStep();
      points[row] = one.points();
      finite[row] = one.finite();
      last[row] = orNull(one.last());
      min[row] = orNull(one.min());
      max[row] = orNull(one.max());
      mean[row] = one.finite() == 0 ? null : orNull(one.sum() / one.finite());
    }
    sql.execute(
        KEEP,
        DSL.val(runs),
        DSL.val(keyIds),
        DSL.val(attempts),
        DSL.val(steps),
        DSL.val(points),
        DSL.val(finite),
        DSL.val(last),
        DSL.val(min),
        DSL.val(max),
        DSL.val(mean));
    dropOvertaken(sql, totals);
  }

  /** What an attempt before has logged does not belong beside the values of the newest. */
  private static void dropOvertaken(DSLContext sql, List<SeriesTotals> totals) {
    Map<UUID, Integer> later =
        totals.stream()
            .filter(one -> one.attempt() > 1)
            .collect(
                Collectors.toMap(
                    one -> one.run().value(), SeriesTotals::attempt, Math::max, TreeMap::new));
    later.forEach((run, attempt) ->
        sql.deleteFrom(RUN_METRIC)
            .where(RUN_METRIC.RUN_ID.eq(run))
            .and(RUN_METRIC.ATTEMPT.lt(attempt))
            .execute());
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(value);
  }

  /** The numbers of all keys; new ones are given out, and stay whatever comes later. */
  private Map<Key, Integer> numbersOf(List<SeriesTotals> totals, Map<UUID, UUID> ofRuns) {
    Map<Key, Integer> found = new HashMap<>();
    Map<UUID, Set<String>> unknown = new TreeMap<>();
    for (SeriesTotals one : totals) {
      UUID project = ofRuns.get(one.run().value());
      if (project == null) {
        continue;
      }
      Integer number = keys.metric(project, one.key());
      if (number == null) {
        unknown.computeIfAbsent(project, _ -> new TreeSet<>()).add(one.key());
      } else {
        found.put(new Key(project, one.key()), number);
      }
    }
    unknown.forEach((project, names) -> {
      Map<String, Integer> known = keys.metrics(database.sql(), project, names);
      List<String> given = names.stream().filter(name -> !known.containsKey(name)).toList();
      if (!given.isEmpty()) {
        database
            .sql()
            .insertInto(METRIC_KEY, METRIC_KEY.PROJECT_ID, METRIC_KEY.KEY)
            .valuesOfRows(given.stream().map(name -> DSL.row(project, name)).toList())
            .onConflictDoNothing()
            .execute();
        known.putAll(keys.metrics(database.sql(), project, given));
      }
      known.forEach((name, number) -> found.put(new Key(project, name), number));
    });
    return found;
  }

  @Override
  public Map<RunId, Map<String, MetricSummary>> of(
      ProjectId project, Collection<RunId> runs, Set<String> names) {
    Map<Integer, String> named = new HashMap<>();
    keys.metrics(database.sql(), project.value(), names)
        .forEach((name, number) -> named.put(number, name));
    return named.isEmpty() || runs.isEmpty()
        ? Map.of()
        : database.withConnection(connection -> read(connection, runs, named));
  }

  private static Map<RunId, Map<String, MetricSummary>> read(
      Connection connection, Collection<RunId> runs, Map<Integer, String> named)
      throws SQLException {
    Map<RunId, Map<String, MetricSummary>> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(OF)) {
      select.setArray(
          1,
          connection.createArrayOf("uuid", runs.stream().map(RunId::value).toArray(UUID[]::new)));
      select.setArray(2, connection.createArrayOf("int4", named.keySet().toArray(Integer[]::new)));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Double last = number(rows, 3);
          found
              .computeIfAbsent(new RunId(rows.getObject(1, UUID.class)), _ -> new TreeMap<>())
              .put(
                  Objects.requireNonNull(named.get(rows.getInt(2))),
                  new MetricSummary(
                      last == null ? Double.NaN : last,
                      number(rows, 4),
                      number(rows, 5),
                      number(rows, 6),
                      rows.getLong(7),
                      rows.getLong(8)));
        }
      }
    }
    return found;
  }

  private static @Nullable Double number(ResultSet rows, int column) throws SQLException {
    double number = rows.getDouble(column);
    return rows.wasNull() ? null : Double.valueOf(number);
  }

  @Override
  public Map<RunId, Map<String, MetricSummary>> all(Collection<RunId> runs, int mostKeys) {
    Map<RunId, Map<String, MetricSummary>> found = new HashMap<>();
    if (runs.isEmpty()) {
      return found;
    }
    Field<Integer> place = DSL.denseRank().over(DSL.orderBy(METRIC_KEY.KEY)).as("place");
    var rows =
        DSL.select(
                RUN_METRIC.RUN_ID,
                METRIC_KEY.KEY,
                RUN_METRIC.LAST,
                RUN_METRIC.MIN,
                RUN_METRIC.MAX,
                RUN_METRIC.MEAN,
                RUN_METRIC.LAST_STEP,
                RUN_METRIC.POINTS,
                place)
            .from(RUN_METRIC)
            .join(METRIC_KEY)
            .on(METRIC_KEY.ID.eq(RUN_METRIC.KEY_ID))
            .where(RUN_METRIC.RUN_ID.in(runs.stream().map(RunId::value).toList()))
            .asTable("logged");
    database
        .sql()
        .selectFrom(rows)
        .where(DSL.field(DSL.name("logged", "place"), Integer.class).le(mostKeys))
        .forEach(row -> {
          Double last = row.get(RUN_METRIC.LAST);
          found
              .computeIfAbsent(new RunId(row.get(RUN_METRIC.RUN_ID)), _ -> new TreeMap<>())
              .put(
                  row.get(METRIC_KEY.KEY),
                  new MetricSummary(
                      last == null ? Double.NaN : last,
                      row.get(RUN_METRIC.MIN),
                      row.get(RUN_METRIC.MAX),
                      row.get(RUN_METRIC.MEAN),
                      row.get(RUN_METRIC.LAST_STEP),
                      row.get(RUN_METRIC.POINTS)));
        });
    return found;
  }
}
