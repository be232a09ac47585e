package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.ARTIFACT;
import static signalbox.schema.metadata.Tables.COMMAND_SENT;
import static signalbox.schema.metadata.Tables.MODEL_VERSION;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_MOMENT;
import static signalbox.schema.metadata.Tables.RUN_REMOVAL;
import static signalbox.schema.metadata.Tables.TRIAL;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import signalbox.application.run.RunRemovals;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.Run;

/**
 * Deletes the row of a run, which takes its timeline, artifacts, metrics and notes with it, and of
 * a study the rows of its trials.
 */
public final class PostgresRunRemovals implements RunRemovals {
  private static final List<String> LIVE = RunStatus.liveWords();

  /** The run whose solution a solve starts from, as {@link StoredSpec} keeps it. */
  private static final Field<String> WARM_START =
      DSL.jsonbGetAttributeAsText(DSL.jsonbGetAttribute(RUN.SPEC, "warmStart"), "runId");

  private final PostgresDatabase database;

  public PostgresRunRemovals(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Set<RunId> inUse(Set<RunId> runs) {
    DSLContext sql = database.sql();
    Set<RunId> used =
        new HashSet<>(
            sql.select(MODEL_VERSION.RUN_ID)
                .from(MODEL_VERSION)
                .where(MODEL_VERSION.RUN_ID.in(ids(runs)))
                .fetch(row -> new RunId(row.value1())));
    sql.select(WARM_START)
        .from(RUN)
        .where(RUN.STATUS.in(LIVE))
        .and(WARM_START.in(runs.stream().map(RunId::toString).toList()))
        .forEach(row -> used.add(new RunId(UUID.fromString(row.value1()))));
    UUID[] asked = array(ids(runs));
    Run study = RUN.as("study_run");
    sql.select(TRIAL.RUN_ID)
        .from(TRIAL)
        .join(study)
        .on(study.ID.eq(TRIAL.STUDY_ID))
        .where(TRIAL.RUN_ID.eq(DSL.any(asked)))
        .and(study.STATUS.in(LIVE))
        .forEach(row -> used.add(new RunId(row.value1())));
    sql.selectDistinct(TRIAL.STUDY_ID)
        .from(TRIAL)
        .join(RUN)
        .on(WARM_START.eq(TRIAL.RUN_ID.cast(String.class)))
        .where(TRIAL.STUDY_ID.eq(DSL.any(asked)))
        .and(RUN.STATUS.in(LIVE))
        .forEach(row -> used.add(new RunId(row.value1())));
    return used;
  }

  @Override
  public void delete(Set<RunId> runs, Instant now) {
    DSLContext sql = database.sql();
    UUID[] ids = withTrials(sql, ids(runs));
    sql.insertInto(
            RUN_REMOVAL, RUN_REMOVAL.RUN_ID, RUN_REMOVAL.OBJECT_KEYS, RUN_REMOVAL.REQUESTED_AT)
        .select(
            DSL.select(
                    RUN.ID,
                    DSL.array(
                        DSL.select(ARTIFACT.OBJECT_KEY)
                            .from(ARTIFACT)
                            .where(ARTIFACT.RUN_ID.eq(RUN.ID))),
                    DSL.val(now.atOffset(ZoneOffset.UTC)))
                .from(RUN)
                .where(RUN.ID.eq(DSL.any(ids))))
        .onConflictDoNothing()
        .execute();
    sql.deleteFrom(COMMAND_SENT).where(COMMAND_SENT.RUN_ID.eq(DSL.any(ids))).execute();
    sql.deleteFrom(RUN_MOMENT).where(RUN_MOMENT.RUN_ID.eq(DSL.any(ids))).execute();
    sql.deleteFrom(RUN).where(RUN.ID.eq(DSL.any(ids))).execute();
  }

  /** The row of a study takes those of its trials with it, but not the runs that they are. */
  private static UUID[] withTrials(DSLContext sql, Collection<UUID> runs) {
    Set<UUID> all = new LinkedHashSet<>(runs);
    sql.select(TRIAL.RUN_ID)
        .from(TRIAL)
        .where(TRIAL.STUDY_ID.eq(DSL.any(array(runs))))
        .forEach(row -> all.add(row.value1()));
    return array(all);
  }

  private static UUID[] array(Collection<UUID> ids) {
    return ids.toArray(UUID[]::new);
  }

  @Override
  public List<Removal> due(int most) {
    return database
        .sql()
        .selectFrom(RUN_REMOVAL)
        .orderBy(RUN_REMOVAL.REQUESTED_AT)
        .limit(most)
        .fetch(row -> new Removal(new RunId(row.getRunId()), List.of(row.getObjectKeys())));
  }

  @Override
  public void done(RunId run) {
    database.sql().deleteFrom(RUN_REMOVAL).where(RUN_REMOVAL.RUN_ID.eq(run.value())).execute();
  }

  private static Collection<UUID> ids(Set<RunId> runs) {
    return runs.stream().map(RunId::value).toList();
  }
}
