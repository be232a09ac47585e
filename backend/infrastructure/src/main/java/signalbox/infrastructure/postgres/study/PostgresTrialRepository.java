package signalbox.infrastructure.postgres.study;

import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.TRIAL;
import static signalbox.schema.metadata.Tables.TRIAL_DELETION;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.EarlierTrial;
import signalbox.application.study.TrialRepository;
import signalbox.application.study.TrialRow;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.domain.study.Trial;
import signalbox.domain.study.TrialState;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.TrialRecord;

/**
 * Trials in the table {@code trial}. Every statement works on the trials that it is given, or reads
 * along an index up to a limit.
 */
public final class PostgresTrialRepository implements TrialRepository {
  private static final TypeReference<Map<String, Object>> PARAMETERS = new TypeReference<>() {};
  private static final String RUNNING = word(TrialState.RUNNING);
  private static final String COMPLETED = word(TrialState.COMPLETED);
  private static final Field<String> FAILURE = DSL.jsonbGetAttributeAsText(RUN.FAILURE, "message");

  /** One statement for all, so that it is one round trip; the study is locked before. */
  private static final String TOUCH =
      """
      update metadata.trial set revision = given.revision
      from unnest({0}::uuid[], {1}::bigint[]) as given (run_id, revision)
      where trial.run_id = given.run_id and trial.study_id = {2}
      """;

  private final PostgresDatabase database;

  public PostgresTrialRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void insertAll(List<Trial> trials) {
    database
        .sql()
        .batchInsert(trials.stream().map(PostgresTrialRepository::row).toList())
        .execute();
  }

  @Override
  public void updateAll(List<Trial> trials) {
    database
        .sql()
        .batchUpdate(trials.stream().map(PostgresTrialRepository::ending).toList())
        .execute();
  }

  @Override
  public List<Trial> find(RunId study, Collection<Integer> numbers) {
    return database
        .sql()
        .selectFrom(TRIAL)
        .where(TRIAL.STUDY_ID.eq(study.value()))
        .and(TRIAL.NUMBER.eq(DSL.any(numbers.toArray(Integer[]::new))))
        .fetch(PostgresTrialRepository::trial);
  }

  @Override
  public long touch(RunId study, Collection<RunId> trials) {
    DSLContext sql = database.sql();
    UUID[] runs = array(trials);
    Long last =
        sql.update(STUDY)
            .set(STUDY.REVISION, STUDY.REVISION.plus((long) runs.length))
            .where(STUDY.RUN_ID.eq(study.value()))
            .returningResult(STUDY.REVISION)
            .fetchOne(STUDY.REVISION);
    if (last == null) {
      return 0;
    }
    Long[] revisions = new Long[runs.length];
    for (int i = 0; i < runs.length; i++) {
      revisions[i] = last - runs.length + 1 + i;
    }
    sql.execute(TOUCH, DSL.val(runs), DSL.val(revisions), DSL.val(study.value()));
    return last;
  }

  @Override
  public List<TrialRow> after(RunId study, long revision, int limit) {
    return database
        .sql()
        .select(TRIAL.fields())
        .select(RUN.STATUS, RUN.STARTED_AT, RUN.ENDED_AT, RUN.ATTEMPT, RUN.INSTANCE)
        .select(FAILURE, RUN.STATUS_REASON)
        .from(TRIAL)
        .join(RUN)
        .on(RUN.ID.eq(TRIAL.RUN_ID))
        .where(TRIAL.STUDY_ID.eq(study.value()))
        .and(TRIAL.REVISION.gt(revision))
        .orderBy(TRIAL.REVISION)
        .limit(limit)
        .fetch(PostgresTrialRepository::withRun);
  }

  @Override
  public List<Integer> deleted(RunId study, long after, long upTo) {
    return database
        .sql()
        .select(TRIAL_DELETION.NUMBERS)
        .from(TRIAL_DELETION)
        .where(TRIAL_DELETION.STUDY_ID.eq(study.value()))
        .and(TRIAL_DELETION.REVISION.gt(after))
        .and(TRIAL_DELETION.REVISION.le(upTo))
        .orderBy(TRIAL_DELETION.REVISION)
        .fetch(TRIAL_DELETION.NUMBERS)
        .stream()
        .flatMap(Arrays::stream)
        .toList();
  }

  @Override
  public Map<RunId, Map<String, Object>> parameters(Collection<RunId> trials) {
    Map<RunId, Map<String, Object>> found = new HashMap<>();
    database
        .sql()
        .select(TRIAL.RUN_ID, TRIAL.PARAMETERS)
        .from(TRIAL)
        .where(TRIAL.RUN_ID.eq(DSL.any(array(trials))))
        .forEach(
            row -> found.put(new RunId(row.value1()), JsonColumns.read(row.value2(), PARAMETERS)));
    return found;
  }

  @Override
  public Map<RunId, TrialState> of(Collection<RunId> trials) {
    Map<RunId, TrialState> found = new HashMap<>();
    database
        .sql()
        .select(TRIAL.RUN_ID, TRIAL.STATE)
        .from(TRIAL)
        .where(TRIAL.RUN_ID.eq(DSL.any(array(trials))))
        .forEach(row -> found.put(new RunId(row.value1()), state(row.value2())));
    return found;
  }

  @Override
  public List<EarlierTrial> completed(Collection<RunId> studies, Instant before, int most) {
    return database
        .sql()
        .select(TRIAL.PARAMETERS, TRIAL.OBJECTIVE_VALUES)
        .from(TRIAL)
        .where(TRIAL.STUDY_ID.eq(DSL.any(array(studies))))
        .and(TRIAL.STATE.eq(COMPLETED))
        .and(TRIAL.ENDED_AT.lt(time(before)))
        .orderBy(TRIAL.ENDED_AT.desc(), TRIAL.STUDY_ID, TRIAL.NUMBER.desc())
        .limit(most)
        .fetch(row ->
            new EarlierTrial(JsonColumns.read(row.value1(), PARAMETERS), values(row.value2())));
  }

  @Override
  public List<Trial> left(Instant studyEndedBefore, int most) {
    return database
        .sql()
        .select(TRIAL.fields())
        .from(TRIAL)
        .join(RUN)
        .on(RUN.ID.eq(TRIAL.STUDY_ID))
        .where(TRIAL.STATE.eq(DSL.inline(RUNNING)))
        .and(RUN.ENDED_AT.lt(time(studyEndedBefore)))
        .orderBy(TRIAL.STUDY_ID, TRIAL.NUMBER)
        .limit(most)
        .fetch(row -> trial(row.into(TRIAL)));
  }

  private static TrialRow withRun(Record row) {
    Trial trial = trial(row.into(TRIAL));
    RunStatus status = RunStatus.valueOf(row.get(RUN.STATUS).toUpperCase(Locale.ROOT));
    Instant started = instant(row.get(RUN.STARTED_AT));
    Instant ended = instant(row.get(RUN.ENDED_AT));
    return new TrialRow(
        trial,
        status,
        started,
        ended,
        row.get(RUN.ATTEMPT),
        row.get(RUN.INSTANCE),
        TrialRow.why(
            trial.message(), row.get(FAILURE), status, started, ended, row.get(RUN.STATUS_REASON)));
  }

  private static TrialRecord row(Trial trial) {
    TrialRecord row = ending(trial);
    row.setRunId(trial.run().value());
    row.setParameters(JsonColumns.write(trial.parameters()));
    row.setProposed(trial.proposed());
    row.setBegunAt(time(trial.begunAt()));
    return row;
  }

  /** The key, and what changes when it ends. */
  private static TrialRecord ending(Trial trial) {
    Instant ended = trial.endedAt();
    TrialRecord row = new TrialRecord();
    row.setStudyId(trial.study().value());
    row.setNumber(trial.number());
    row.setState(word(trial.state()));
    row.setObjectiveValues(array(trial.values()));
    row.setConstraintValues(array(trial.constraints()));
    row.setLastStep(trial.lastStep());
    row.setMessage(trial.message());
    row.setEndedAt(ended == null ? null : time(ended));
    row.setRevision(trial.revision());
    return row;
  }

  private static Trial trial(TrialRecord row) {
    return new Trial(
        new RunId(row.getStudyId()),
        row.getNumber(),
        new RunId(row.getRunId()),
        JsonColumns.read(row.getParameters(), PARAMETERS),
        row.getProposed(),
        state(row.getState()),
        values(row.getObjectiveValues()),
        values(row.getConstraintValues()),
        row.getLastStep(),
        row.getMessage(),
        row.getBegunAt().toInstant(),
        instant(row.getEndedAt()),
        row.getRevision());
  }

  private static Double @Nullable [] array(List<Double> values) {
    return values.isEmpty() ? null : values.toArray(Double[]::new);
  }

  private static List<Double> values(Double @Nullable [] stored) {
    return stored == null ? List.of() : Arrays.asList(stored);
  }

  private static UUID[] array(Collection<RunId> runs) {
    return runs.stream().map(RunId::value).toArray(UUID[]::new);
  }

  private static TrialState state(String word) {
    return TrialState.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
