package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_METRIC;
import static signalbox.schema.metadata.Tables.RUN_PARAMETER;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunGroup;
import signalbox.application.run.RunGroups;
import signalbox.application.run.RunQuery;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** One pass over the runs for the groups, and one over a metric's index for each metric. */
public final class PostgresRunGroups implements RunGroups {
  /** Larger values have no square, and a variance needs one. */
  private static final double LARGEST = 1e150;

  private static final Field<UUID> RUN_ID = DSL.field(DSL.name("member", "run_id"), UUID.class);
  private static final Field<Double> NUMBER = DSL.field(DSL.name("member", "number"), Double.class);
  private static final Field<String> TEXT = DSL.field(DSL.name("member", "text"), String.class);

  private final PostgresDatabase database;
  private final KnownKeys known = new KnownKeys();

  public PostgresRunGroups(PostgresDatabase database) {
    this.database = database;
  }

  /** What the runs of a group have in common; null twice for runs without a value. */
  private record Key(@Nullable Double number, @Nullable String text) {
    @Nullable Object value() {
      return number == null ? text : number;
    }
  }

  @Override
  public Grouped group(RunQuery query, RunField by, List<RunField.Metric> metrics, int limit) {
    DSLContext sql = database.sql();
    List<RunField> fields = new ArrayList<>(metrics);
    fields.add(by);
    FieldKeys keys =
        FieldKeys.of(
            sql, known, query.project(), query.condition(), fields.toArray(RunField[]::new));
    Table<? extends Record> members =
        members(by, keys, new RunConditionSql(query, keys).where()).asTable("member");
    Map<Key, List<RunGroup.Values>> values = new HashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      addValues(sql, members, keys, metrics, i, values);
    }
    Field<Long> runs = DSL.count().cast(Long.class);
    Field<Long> total = DSL.count().over().cast(Long.class);
    List<RunGroup> groups = new ArrayList<>();
    long[] all = {0};
    sql.select(NUMBER, TEXT, runs, total)
        .from(members)
        .groupBy(NUMBER, TEXT)
        .orderBy(DSL.coalesce(TEXT, NUMBER.cast(String.class)).isNull(), runs.desc(), NUMBER, TEXT)
        .limit(limit)
        .forEach(row -> {
          Key key = new Key(row.value1(), row.value2());
          List<RunGroup.Values> ofGroup =
              values.getOrDefault(key, Collections.nCopies(metrics.size(), RunGroup.Values.NONE));
          groups.add(new RunGroup(key.value(), row.value3(), ofGroup));
          all[0] = row.value4();
        });
    return new Grouped(groups, all[0]);
  }

  private static void addValues(
      DSLContext sql,
      Table<? extends Record> members,
      FieldKeys keys,
      List<RunField.Metric> metrics,
      int place,
      Map<Key, List<RunGroup.Values>> values) {
    RunField.Metric metric = metrics.get(place);
    Optional<Integer> id = keys.metric(metric.key());
    if (id.isEmpty()) {
      return;
    }
    Field<Double> value = RunConditionSql.column(metric.aggregate());
    sql.select(
            NUMBER,
            TEXT,
            DSL.count().cast(Long.class),
            DSL.field("avg({0})", Double.class, value),
            DSL.field("stddev_samp({0})", Double.class, value),
            DSL.min(value),
            DSL.max(value),
            DSL.field("(array_agg({0} order by {1}, {0}))[1]", UUID.class, RUN_ID, value),
            DSL.field("(array_agg({0} order by {1} desc, {0}))[1]", UUID.class, RUN_ID, value))
        .from(members)
        .join(RUN_METRIC)
        .on(RUN_METRIC.RUN_ID.eq(RUN_ID))
        .where(RUN_METRIC.KEY_ID.eq(DSL.inline(id.get())))
        .and(DSL.abs(value).lt(LARGEST))
        .groupBy(NUMBER, TEXT)
        .forEach(row ->
            values
                .computeIfAbsent(
                    new Key(row.value1(), row.value2()),
                    _ -> new ArrayList<>(Collections.nCopies(metrics.size(), RunGroup.Values.NONE)))
                .set(
                    place,
                    new RunGroup.Values(
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6(),
                        row.value7(),
                        new RunId(row.value8()),
                        new RunId(row.value9()))));
  }

  /** Each run with what it is grouped by. */
  private static Select<? extends Record> members(RunField by, FieldKeys keys, Condition where) {
    return switch (by) {
      case RunField.Parameter parameter -> {
        // A key that no run has makes one group of all.
        int key = keys.parameter(parameter.path()).orElse(-1);
        yield select(
            RUN.leftJoin(RUN_PARAMETER)
                .on(RUN_PARAMETER.RUN_ID.eq(RUN.ID))
                .and(RUN_PARAMETER.KEY_ID.eq(DSL.inline(key))),
            RUN_PARAMETER.NUMBER,
            RUN_PARAMETER.TEXT,
            where);
      }
      case RunField.Attribute attribute ->
          switch (attribute) {
            case STATUS -> texts(RUN, RUN.STATUS, where);
            case KIND -> texts(RUN, RUN.KIND, where);
            case OUTCOME -> texts(RUN, RUN.OUTCOME, where);
            case ALGORITHM -> texts(RUN, RUN.ALGORITHM, where);
            case TAG ->
                texts(
                    RUN.leftJoin(DSL.unnest(RUN.TAGS).as("tag", "text")).on(DSL.trueCondition()),
                    DSL.field(DSL.name("tag", "text"), String.class),
                    where);
            case DATASET ->
                texts(RUN.leftJoin(DATASET).on(DATASET.ID.eq(RUN.DATASET_ID)), DATASET.NAME, where);
            case MODEL ->
                texts(RUN.leftJoin(MODEL).on(MODEL.ID.eq(RUN.MODEL_ID)), MODEL.NAME, where);
            case OWNER ->
                texts(
                    RUN.join(USER_ACCOUNT).on(USER_ACCOUNT.ID.eq(RUN.CREATED_BY)),
                    USER_ACCOUNT.NAME,
                    where);
            case NAME,
                ID,
                STUDY,
                CREATED,
                STARTED,
                ENDED,
                DURATION,
                ATTEMPT,
                PRIORITY,
                WARNINGS,
                ERRORS,
                ARCHIVED ->
                throw new IllegalArgumentException("no groups by " + attribute);
          };
      case RunField.Metric metric -> throw new IllegalArgumentException("no groups by " + metric);
    };
  }

  private static Select<? extends Record> texts(
      Table<? extends Record> from, Field<String> text, Condition where) {
    return select(from, DSL.inline(null, Double.class), text, where);
  }

  private static Select<? extends Record> select(
      Table<? extends Record> from, Field<Double> number, Field<String> text, Condition where) {
    return DSL.select(RUN.ID.as("run_id"), number.as("number"), text.as("text"))
        .from(from)
        .where(where);
  }
}
