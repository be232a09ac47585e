package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_LOG_COUNT;
import static signalbox.schema.metadata.Tables.RUN_METRIC;
import static signalbox.schema.metadata.Tables.RUN_PARAMETER;
import static signalbox.schema.metadata.Tables.TRIAL;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunQuery;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunStatus;

/**
 * A piece of a sorted list of runs. The pieces follow each other: runs with a value, then those
 * without. Each piece can be read along an index of its own, which a list with «nulls last» over a
 * join cannot.
 *
 * @param from the table of runs, with what the value needs
 * @param condition which runs are in this piece
 * @param value what they are sorted by; null for their ids alone
 * @param id the run's id, in the table that the value is in
 */
record RunSegment(
    Table<? extends Record> from, Condition condition, @Nullable Field<?> value, Field<UUID> id) {

  /** The pieces of a list that is sorted by a field, in their order. */
  static List<RunSegment> of(RunField field, RunQuery query, FieldKeys keys) {
    return switch (field) {
      case RunField.Metric metric ->
          keys.metric(metric.key()).map(key -> metric(metric, key)).orElse(List.of(all()));
      case RunField.Parameter parameter ->
          keys.parameter(parameter.path()).map(RunSegment::parameter).orElse(List.of(all()));
      case RunField.Attribute attribute -> attribute(attribute, query);
    };
  }

  private static RunSegment all() {
    return new RunSegment(RUN, DSL.trueCondition(), null, RUN.ID);
  }

  private static List<RunSegment> metric(RunField.Metric metric, int key) {
    Field<Double> value = RunConditionSql.column(metric.aggregate());
    Condition there = RUN_METRIC.KEY_ID.eq(DSL.inline(key)).and(value.isNotNull());
    return List.of(
        new RunSegment(
            RUN.join(RUN_METRIC).on(RUN_METRIC.RUN_ID.eq(RUN.ID)), there, value, RUN_METRIC.RUN_ID),
        without(
            DSL.exists(
                DSL.selectOne().from(RUN_METRIC).where(RUN_METRIC.RUN_ID.eq(RUN.ID)).and(there))));
  }

  private static List<RunSegment> parameter(int key) {
    Condition there = RUN_PARAMETER.KEY_ID.eq(DSL.inline(key));
    Table<? extends Record> from = RUN.join(RUN_PARAMETER).on(RUN_PARAMETER.RUN_ID.eq(RUN.ID));
    Field<String> text = DSL.lower(RUN_PARAMETER.TEXT).collate("C");
    return List.of(
        new RunSegment(
            from,
            there.and(RUN_PARAMETER.NUMBER.isNotNull()),
            RUN_PARAMETER.NUMBER,
            RUN_PARAMETER.RUN_ID),
        new RunSegment(from, there.and(RUN_PARAMETER.TEXT.isNotNull()), text, RUN_PARAMETER.RUN_ID),
        without(
            DSL.exists(
                DSL.selectOne()
                    .from(RUN_PARAMETER)
                    .where(RUN_PARAMETER.RUN_ID.eq(RUN.ID))
                    .and(there))));
  }

  private static List<RunSegment> attribute(RunField.Attribute attribute, RunQuery query) {
    return switch (attribute) {
      case STATUS -> List.of(always(RUN, statusOrder()));
      case KIND -> List.of(always(RUN, RUN.KIND.collate("C")));
      case OUTCOME -> optional(RUN, RUN.OUTCOME, RUN.OUTCOME.collate("C"));
      case NAME -> List.of(always(RUN, DSL.lower(RUN.NAME).collate("C")));
      case ID -> List.of(all());
      case STUDY ->
          List.of(
              always(RUN.join(TRIAL).on(TRIAL.RUN_ID.eq(RUN.ID)), TRIAL.STUDY_ID),
              without(DSL.exists(DSL.selectOne().from(TRIAL).where(TRIAL.RUN_ID.eq(RUN.ID)))));
      case TAG -> {
        Condition tagged = DSL.cardinality(RUN.TAGS).gt(0);
        Field<String> tags = DSL.lower(DSL.arrayToString(RUN.TAGS, DSL.inline(", "))).collate("C");
        yield List.of(new RunSegment(RUN, tagged, tags, RUN.ID), without(tagged));
      }
      case DATASET ->
          optional(
              RUN.join(DATASET).on(DATASET.ID.eq(RUN.DATASET_ID)),
              RUN.DATASET_ID,
              DSL.lower(DATASET.NAME).collate("C"));
      case ALGORITHM -> optional(RUN, RUN.ALGORITHM, DSL.lower(RUN.ALGORITHM).collate("C"));
      case MODEL ->
          optional(
              RUN.join(MODEL).on(MODEL.ID.eq(RUN.MODEL_ID)),
              RUN.MODEL_ID,
              DSL.lower(MODEL.NAME).collate("C"));
      case OWNER ->
          List.of(
              always(
                  RUN.join(USER_ACCOUNT).on(USER_ACCOUNT.ID.eq(RUN.CREATED_BY)),
                  DSL.lower(USER_ACCOUNT.NAME).collate("C")));
      case CREATED -> List.of(always(RUN, RUN.CREATED_AT));
      case STARTED -> optional(RUN, RUN.STARTED_AT, RUN.STARTED_AT);
      case ENDED -> optional(RUN, RUN.ENDED_AT, RUN.ENDED_AT);
      case DURATION -> optional(RUN, RUN.STARTED_AT, RunConditionSql.seconds(query.now()));
      case ATTEMPT -> List.of(always(RUN, RUN.ATTEMPT));
      case PRIORITY -> List.of(always(RUN, RUN.PRIORITY));
      case WARNINGS -> List.of(lines(RUN_LOG_COUNT.WARNINGS));
      case ERRORS -> List.of(lines(RUN_LOG_COUNT.ERRORS));
      case ARCHIVED -> optional(RUN, RUN.ARCHIVED_AT, RUN.ARCHIVED_AT);
    };
  }

  private static RunSegment lines(Field<Long> count) {
    return always(
        RUN.leftJoin(RUN_LOG_COUNT).on(RUN_LOG_COUNT.RUN_ID.eq(RUN.ID)),
        DSL.coalesce(count, DSL.inline(0L)));
  }

  /** From the first state to the ends, as people think of them. */
  private static Field<Integer> statusOrder() {
    Field<String[]> words =
        DSL.inline(Arrays.stream(RunStatus.values()).map(RunStatus::word).toArray(String[]::new));
    return DSL.field("array_position({0}::text[], {1})", Integer.class, words, RUN.STATUS);
  }

  private static RunSegment always(Table<? extends Record> from, Field<?> value) {
    return new RunSegment(from, DSL.trueCondition(), value, RUN.ID);
  }

  private static List<RunSegment> optional(
      Table<? extends Record> from, Field<?> column, Field<?> value) {
    return List.of(
        new RunSegment(from, column.isNotNull(), value, RUN.ID), without(column.isNotNull()));
  }

  private static RunSegment without(Condition condition) {
    return new RunSegment(RUN, DSL.not(condition), null, RUN.ID);
  }
}
