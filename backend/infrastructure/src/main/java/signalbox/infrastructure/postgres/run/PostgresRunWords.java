package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.METRIC_KEY;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.PARAMETER_KEY;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_PARAMETER;
import static signalbox.schema.metadata.Tables.USER_ACCOUNT;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunWords;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.MetricAggregate;
import signalbox.domain.run.RunField;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Names from the tables of keys, values from the runs that are listed. */
public final class PostgresRunWords implements RunWords {
  private static final Field<Long> RUNS = DSL.count().cast(Long.class);

  private final PostgresDatabase database;

  public PostgresRunWords(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Fields fields(ProjectId project, @Nullable Kind kind, String part, int limit) {
    List<RunField> fields = new ArrayList<>();
    long total = 0;
    if (kind != Kind.PARAM) {
      Condition wanted = METRIC_KEY.PROJECT_ID.eq(project.value()).and(holds(METRIC_KEY.KEY, part));
      total += database.sql().fetchCount(METRIC_KEY, wanted);
      database
          .sql()
          .select(METRIC_KEY.KEY)
          .from(METRIC_KEY)
          .where(wanted)
          .orderBy(METRIC_KEY.KEY)
          .limit(limit)
          .forEach(row -> fields.add(new RunField.Metric(row.value1(), MetricAggregate.LAST)));
    }
    if (kind != Kind.METRIC) {
      Condition wanted =
          PARAMETER_KEY.PROJECT_ID.eq(project.value()).and(holds(PARAMETER_KEY.KEY, part));
      total += database.sql().fetchCount(PARAMETER_KEY, wanted);
      database
          .sql()
          .select(PARAMETER_KEY.KEY)
          .from(PARAMETER_KEY)
          .where(wanted)
          .orderBy(PARAMETER_KEY.KEY)
          .limit(limit)
          .forEach(row -> fields.add(new RunField.Parameter(row.value1())));
    }
    return new Fields(fields.subList(0, Math.min(fields.size(), limit)), total);
  }

  private static Condition holds(Field<String> field, String part) {
    return part.isEmpty() ? DSL.trueCondition() : field.containsIgnoreCase(part);
  }

  @Override
  public List<Word> values(ProjectId project, RunField field, String part, int limit) {
    Condition listed =
        RUN.PROJECT_ID
            .eq(project.value())
            .and(RUN.ARCHIVED_AT.isNull())
            .and(RUN.KIND.ne(DSL.inline("trial")));
    return switch (field) {
      case RunField.Metric _ -> List.of();
      case RunField.Parameter parameter -> parameters(listed, project, parameter, part, limit);
      case RunField.Attribute attribute ->
          switch (attribute) {
            case STATUS -> words(RUN, RUN.STATUS, listed, part, limit);
            case KIND -> words(RUN, RUN.KIND, listed, part, limit);
            case OUTCOME ->
                words(RUN, RUN.OUTCOME, listed.and(RUN.OUTCOME.isNotNull()), part, limit);
            case ALGORITHM ->
                words(RUN, RUN.ALGORITHM, listed.and(RUN.ALGORITHM.isNotNull()), part, limit);
            case TAG ->
                words(
                    RUN.crossJoin(DSL.unnest(RUN.TAGS).as("tag", "text")),
                    DSL.field(DSL.name("tag", "text"), String.class),
                    listed,
                    part,
                    limit);
            case DATASET ->
                words(
                    RUN.join(DATASET).on(DATASET.ID.eq(RUN.DATASET_ID)),
                    DATASET.NAME,
                    listed,
                    part,
                    limit);
            case MODEL ->
                words(
                    RUN.join(MODEL).on(MODEL.ID.eq(RUN.MODEL_ID)), MODEL.NAME, listed, part, limit);
            case OWNER ->
                words(
                    RUN.join(USER_ACCOUNT).on(USER_ACCOUNT.ID.eq(RUN.CREATED_BY)),
                    USER_ACCOUNT.NAME,
                    listed,
                    part,
                    limit);
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
                List.of();
          };
    };
  }

  private List<Word> words(
      Table<? extends Record> from, Field<String> word, Condition listed, String part, int limit) {
    return database
        .sql()
        .select(word, RUNS)
        .from(from)
        .where(listed.and(holds(word, part)))
        .groupBy(word)
        .orderBy(RUNS.desc(), word)
        .limit(limit)
        .fetch(row -> new Word(row.value1(), row.value2()));
  }

  private List<Word> parameters(
      Condition listed, ProjectId project, RunField.Parameter parameter, String part, int limit) {
    Optional<Integer> key =
        database
            .sql()
            .select(PARAMETER_KEY.ID)
            .from(PARAMETER_KEY)
            .where(PARAMETER_KEY.PROJECT_ID.eq(project.value()))
            .and(PARAMETER_KEY.KEY.eq(parameter.path()))
            .fetchOptional(PARAMETER_KEY.ID);
    if (key.isEmpty()) {
      return List.of();
    }
    Field<String> shown = DSL.coalesce(RUN_PARAMETER.TEXT, RUN_PARAMETER.NUMBER.cast(String.class));
    return database
        .sql()
        .select(RUN_PARAMETER.NUMBER, RUN_PARAMETER.TEXT, RUNS)
        .from(RUN_PARAMETER.join(RUN).on(RUN.ID.eq(RUN_PARAMETER.RUN_ID)))
        .where(RUN_PARAMETER.KEY_ID.eq(DSL.inline(key.get())).and(listed).and(holds(shown, part)))
        .groupBy(RUN_PARAMETER.NUMBER, RUN_PARAMETER.TEXT)
        .orderBy(RUNS.desc(), RUN_PARAMETER.NUMBER, RUN_PARAMETER.TEXT)
        .limit(limit)
        .fetch(row -> {
          Double number = row.value1();
          return new Word(
              number == null ? Objects.requireNonNull(row.value2()) : number, row.value3());
        });
  }
}
