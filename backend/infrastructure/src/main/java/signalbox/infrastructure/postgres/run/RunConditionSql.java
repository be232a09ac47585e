package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_LOG_COUNT;
import static signalbox.schema.metadata.Tables.RUN_METRIC;
import static signalbox.schema.metadata.Tables.RUN_PARAMETER;
import static signalbox.schema.metadata.Tables.TRIAL;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import signalbox.application.run.RunQuery;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.MetricAggregate;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunValue;

/**
 * Conditions of runs as SQL over {@code run}. What lies in other tables is asked by {@code in}: the
 * server then reads the index of one metric or parameter once, wherever in the condition it stands.
 * No part is ever null, so that its opposite is right.
 */
final class RunConditionSql {
  private static final int LONGEST_TEXT = 200;

  private final RunQuery query;
  private final FieldKeys keys;

  RunConditionSql(RunQuery query, FieldKeys keys) {
    this.query = query;
    this.keys = keys;
  }

  /** The whole query. */
  Condition where() {
    return RUN.PROJECT_ID.eq(query.project().value()).and(of(query.condition()));
  }

  private Condition of(RunCondition condition) {
    return switch (condition) {
      case RunCondition.And(var parts) -> DSL.and(parts.stream().map(this::of).toList());
      case RunCondition.Or(var parts) -> DSL.or(parts.stream().map(this::of).toList());
      case RunCondition.Not(RunCondition part) -> DSL.not(of(part));
      case RunCondition.Has(RunField field) -> has(field);
      case RunCondition.Compare(RunField field, Comparison comparison, RunValue value) ->
          comparison == Comparison.NOT_EQUAL
              ? DSL.not(compare(field, Comparison.EQUAL, value))
              : compare(field, comparison, value);
    };
  }

  private Condition has(RunField field) {
    return switch (field) {
      case RunField.Metric metric ->
          keys.metric(metric.key())
              .map(key ->
                  RUN.ID.in(
                      DSL.select(RUN_METRIC.RUN_ID)
                          .from(RUN_METRIC)
                          .where(RUN_METRIC.KEY_ID.eq(DSL.inline(key)))))
              .orElse(DSL.falseCondition());
      case RunField.Parameter parameter ->
          keys.parameter(parameter.path())
              .map(key -> RUN.ID.in(parameters(key, DSL.trueCondition())))
              .orElse(DSL.falseCondition());
      case RunField.Attribute attribute ->
          switch (attribute) {
            case DATASET -> RUN.DATASET_ID.isNotNull();
            case STUDY -> RUN.KIND.eq(DSL.inline("trial"));
            case ALGORITHM -> RUN.ALGORITHM.isNotNull();
            case OUTCOME -> RUN.OUTCOME.isNotNull();
            case MODEL -> RUN.MODEL_ID.isNotNull();
            case STARTED, DURATION -> RUN.STARTED_AT.isNotNull();
            case ENDED -> RUN.ENDED_AT.isNotNull();
            case TAG -> DSL.cardinality(RUN.TAGS).gt(0);
            case ARCHIVED -> RUN.ARCHIVED_AT.isNotNull();
            case STATUS, KIND, NAME, ID, OWNER, CREATED, ATTEMPT, PRIORITY, WARNINGS, ERRORS ->
                DSL.trueCondition();
          };
    };
  }

  private Condition compare(RunField field, Comparison comparison, RunValue value) {
    return switch (field) {
      case RunField.Metric metric -> metric(metric, comparison, number(value));
      case RunField.Parameter parameter ->
          keys.parameter(parameter.path())
              .map(key -> RUN.ID.in(parameters(key, parameter(comparison, value))))
              .orElse(DSL.falseCondition());
      case RunField.Attribute attribute -> attribute(attribute, comparison, value);
    };
  }

  private Condition metric(RunField.Metric metric, Comparison comparison, double number) {
    Optional<Integer> key = keys.metric(metric.key());
    if (key.isEmpty()) {
      return DSL.falseCondition();
    }
    return RUN.ID.in(
        DSL.select(RUN_METRIC.RUN_ID)
            .from(RUN_METRIC)
            .where(RUN_METRIC.KEY_ID.eq(DSL.inline(key.get())))
            .and(ordered(column(metric.aggregate()), comparison, number)));
  }

  static Field<Double> column(MetricAggregate aggregate) {
    return switch (aggregate) {
      case LAST -> RUN_METRIC.LAST;
      case MIN -> RUN_METRIC.MIN;
      case MAX -> RUN_METRIC.MAX;
      case MEAN -> RUN_METRIC.MEAN;
    };
  }

  private static Select<Record1<UUID>> parameters(int key, Condition condition) {
    return DSL.select(RUN_PARAMETER.RUN_ID)
        .from(RUN_PARAMETER)
        .where(RUN_PARAMETER.KEY_ID.eq(DSL.inline(key)))
        .and(condition);
  }

  private static Condition parameter(Comparison comparison, RunValue value) {
    if (value instanceof RunValue.Text(String text)) {
      return comparison == Comparison.CONTAINS
          ? RUN_PARAMETER.TEXT.containsIgnoreCase(text)
          : RUN_PARAMETER.TEXT.eq(
              text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
    }
    return ordered(RUN_PARAMETER.NUMBER, comparison, number(value));
  }

  private Condition attribute(RunField.Attribute attribute, Comparison comparison, RunValue value) {
    return switch (attribute) {
      case STATUS -> RUN.STATUS.eq(text(value));
      // The word stands in the statement: partial indexes leave trials out.
      case KIND -> RUN.KIND.eq(DSL.inline(text(value)));
      case OUTCOME -> RUN.OUTCOME.isNotNull().and(RUN.OUTCOME.eq(text(value)));
      case NAME -> text(RUN.NAME, comparison, value);
      case ALGORITHM -> RUN.ALGORITHM.isNotNull().and(text(RUN.ALGORITHM, comparison, value));
      case ID ->
          comparison == Comparison.CONTAINS
              ? RUN.ID.cast(String.class).contains(text(value))
              : RUN.ID.eq(UUID.fromString(text(value)));
      case STUDY ->
          RUN.ID.in(
              DSL.select(TRIAL.RUN_ID)
                  .from(TRIAL)
                  .where(
                      comparison == Comparison.CONTAINS
                          ? TRIAL.STUDY_ID.cast(String.class).contains(text(value))
                          : TRIAL.STUDY_ID.eq(UUID.fromString(text(value)))));
      case TAG ->
          comparison == Comparison.CONTAINS
              ? DSL.exists(
                  DSL.selectOne()
                      .from(DSL.unnest(RUN.TAGS).as("tag", "text"))
                      .where(
                          DSL.field(DSL.name("tag", "text"), String.class)
                              .containsIgnoreCase(text(value))))
              : DSL.val(text(value)).eq(DSL.any(RUN.TAGS));
      case DATASET ->
          RUN.DATASET_ID
              .isNotNull()
              .and(
                  RUN.DATASET_ID.in(
                      DSL.select(DATASET.ID)
                          .from(DATASET)
                          .where(DATASET.PROJECT_ID.eq(query.project().value()))
                          .and(named(DATASET.NAME, DATASET.ID, comparison, value))));
      case MODEL ->
          RUN.MODEL_ID
              .isNotNull()
              .and(
                  RUN.MODEL_ID.in(
                      DSL.select(MODEL.ID)
                          .from(MODEL)
                          .where(MODEL.PROJECT_ID.eq(query.project().value()))
                          .and(named(MODEL.NAME, MODEL.ID, comparison, value))));
      case OWNER -> owner(comparison, value);
      case CREATED -> time(RUN.CREATED_AT, comparison, value);
      case STARTED -> RUN.STARTED_AT.isNotNull().and(time(RUN.STARTED_AT, comparison, value));
      case ENDED -> RUN.ENDED_AT.isNotNull().and(time(RUN.ENDED_AT, comparison, value));
      case DURATION ->
          RUN.STARTED_AT.isNotNull().and(ordered(seconds(query.now()), comparison, span(value)));
      case ATTEMPT -> ordered(RUN.ATTEMPT.cast(Double.class), comparison, number(value));
      case PRIORITY -> ordered(RUN.PRIORITY.cast(Double.class), comparison, number(value));
      case WARNINGS -> lines(RUN_LOG_COUNT.WARNINGS, comparison, number(value));
      case ERRORS -> lines(RUN_LOG_COUNT.ERRORS, comparison, number(value));
      case ARCHIVED ->
          switch (text(value)) {
            case "yes" -> RUN.ARCHIVED_AT.isNotNull();
            case "no" -> RUN.ARCHIVED_AT.isNull();
            default -> DSL.trueCondition();
          };
    };
  }

  /** How long runs have taken, or take until now. */
  static Field<Double> seconds(Instant now) {
    return DSL.field(
        "extract(epoch from coalesce({0}, {1}) - {2})::double precision",
        Double.class, RUN.ENDED_AT, DSL.val(now.atOffset(ZoneOffset.UTC)), RUN.STARTED_AT);
  }

  private Condition owner(Comparison comparison, RunValue value) {
    String text = text(value);
    if (comparison == Comparison.EQUAL && text.equals("me")) {
      return RUN.CREATED_BY.eq(query.caller().value());
    }
    Condition named =
        comparison == Comparison.CONTAINS
            ? USER_ACCOUNT
                .NAME
                .containsIgnoreCase(text)
                .or(USER_ACCOUNT.EMAIL.containsIgnoreCase(text))
            : USER_ACCOUNT.NAME.eq(text).or(USER_ACCOUNT.EMAIL.eq(text));
    return RUN.CREATED_BY.in(DSL.select(USER_ACCOUNT.ID).from(USER_ACCOUNT).where(named));
  }

  /** A run without a log has none of either: what holds for 0 holds for runs that are not there. */
  private static Condition lines(Field<Long> column, Comparison comparison, double number) {
    Condition counted = ordered(column.cast(Double.class), comparison, number);
    boolean holdsForNone =
        switch (comparison) {
          case EQUAL, NOT_EQUAL, CONTAINS -> number == 0;
          case LESS -> 0 < number;
          case AT_MOST -> 0 <= number;
          case MORE -> 0 > number;
          case AT_LEAST -> 0 >= number;
        };
    Condition among =
        RUN.ID.in(
            DSL.select(RUN_LOG_COUNT.RUN_ID)
                .from(RUN_LOG_COUNT)
                .where(holdsForNone ? DSL.not(counted) : counted));
    return holdsForNone ? DSL.not(among) : among;
  }

  private static Condition named(
      Field<String> name, Field<UUID> id, Comparison comparison, RunValue value) {
    Condition named = text(name, comparison, value);
    if (comparison == Comparison.CONTAINS) {
      return named;
    }
    try {
      return named.or(id.eq(UUID.fromString(text(value))));
    } catch (IllegalArgumentException e) {
      return named;
    }
  }

  private static Condition text(Field<String> field, Comparison comparison, RunValue value) {
    return comparison == Comparison.CONTAINS
        ? field.containsIgnoreCase(text(value))
        : field.eq(text(value));
  }

  private Condition time(Field<OffsetDateTime> field, Comparison comparison, RunValue value) {
    return switch (value) {
      case RunValue.Day(LocalDate day) -> {
        OffsetDateTime from = day.atStartOfDay().atOffset(ZoneOffset.UTC);
        OffsetDateTime to = day.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC);
        yield switch (comparison) {
          case LESS -> field.lt(from);
          case AT_MOST -> field.lt(to);
          case MORE -> field.ge(to);
          case AT_LEAST -> field.ge(from);
          case EQUAL, NOT_EQUAL, CONTAINS -> field.ge(from).and(field.lt(to));
        };
      }
      case RunValue.At(Instant time) -> ordered(field, comparison, time.atOffset(ZoneOffset.UTC));
      case RunValue.Ago ago ->
          ordered(field, comparison, query.now().minus(ago.before()).atOffset(ZoneOffset.UTC));
      case RunValue.Text _, RunValue.Numeric _, RunValue.Span _ ->
          throw new IllegalStateException("a time is compared with " + value);
    };
  }

  private static <T> Condition ordered(Field<T> field, Comparison comparison, T value) {
    return switch (comparison) {
      case LESS -> field.lt(value);
      case AT_MOST -> field.le(value);
      case MORE -> field.gt(value);
      case AT_LEAST -> field.ge(value);
      case EQUAL, NOT_EQUAL, CONTAINS -> field.eq(value);
    };
  }

  private static String text(RunValue value) {
    if (value instanceof RunValue.Text(String text)) {
      return text;
    }
    throw new IllegalStateException("a text is compared with " + value);
  }

  private static double number(RunValue value) {
    if (value instanceof RunValue.Numeric(double number)) {
      return number;
    }
    throw new IllegalStateException("a number is compared with " + value);
  }

  private static double span(RunValue value) {
    if (value instanceof RunValue.Span span) {
      return span.length().toSeconds();
    }
    throw new IllegalStateException("a length of time is compared with " + value);
  }
}
