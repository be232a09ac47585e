package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.FORGOTTEN_DELETION;
import static signalbox.schema.metadata.Tables.RUN_DELETION;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.TRIAL_DELETION;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import signalbox.application.run.RunDeletions;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Deletions in the tables {@code run_deletion} and {@code trial_deletion}. */
public final class PostgresRunDeletions implements RunDeletions {
  /** One statement: who reads sees the rows, or that they are forgotten. */
  private static final String FORGET =
      """
      with old as (
          delete from metadata.run_deletion
          where (project_id, revision) in (
              select project_id, revision from metadata.run_deletion
              where deleted_at < {0} order by deleted_at limit {1})
          returning project_id, revision
      ), marked as (
          insert into metadata.forgotten_deletion as known (project_id, revision)
          select project_id, max(revision) from old group by project_id order by project_id
          on conflict (project_id) do update
          set revision = greatest(known.revision, excluded.revision)
      )
      select count(*) from old
      """;

  private final PostgresDatabase database;

  public PostgresRunDeletions(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void note(ProjectId project, long revision, Collection<Run> deleted, Instant now) {
    DSLContext sql = database.sql();
    sql.insertInto(RUN_DELETION)
        .set(RUN_DELETION.PROJECT_ID, project.value())
        .set(RUN_DELETION.REVISION, revision)
        .set(
            RUN_DELETION.RUN_IDS,
            deleted.stream().map(run -> run.id().value()).toArray(UUID[]::new))
        .set(RUN_DELETION.DELETED_AT, now.atOffset(ZoneOffset.UTC))
        .execute();
    // In the order in which the database sorts them, which is that of their text.
    Map<UUID, List<Integer>> byStudy = new TreeMap<>(Comparator.comparing(UUID::toString));
    for (Run run : deleted) {
      if (run.spec() instanceof RunSpec.Trial trial) {
        byStudy.computeIfAbsent(trial.study().value(), _ -> new ArrayList<>()).add(trial.number());
      }
    }
    byStudy.forEach((study, numbers) -> note(sql, study, numbers));
  }

  private static void note(DSLContext sql, UUID study, List<Integer> numbers) {
    Long revision =
        sql.update(STUDY)
            .set(STUDY.REVISION, STUDY.REVISION.plus(1))
            .where(STUDY.RUN_ID.eq(study))
            .returningResult(STUDY.REVISION)
            .fetchOne(STUDY.REVISION);
    if (revision != null) {
      sql.insertInto(TRIAL_DELETION)
          .set(TRIAL_DELETION.STUDY_ID, study)
          .set(TRIAL_DELETION.REVISION, revision)
          .set(TRIAL_DELETION.NUMBERS, numbers.toArray(Integer[]::new))
          .execute();
    }
  }

  @Override
  public List<Deletion> after(ProjectId project, long revision, int limit) {
    return database
        .sql()
        .selectFrom(RUN_DELETION)
        .where(RUN_DELETION.PROJECT_ID.eq(project.value()))
        .and(RUN_DELETION.REVISION.gt(revision))
        .orderBy(RUN_DELETION.REVISION)
        .limit(limit)
        .fetch(row ->
            new Deletion(
                row.getRevision(), Arrays.stream(row.getRunIds()).map(RunId::new).toList()));
  }

  @Override
  public long forgotten(ProjectId project) {
    Long revision =
        database
            .sql()
            .select(FORGOTTEN_DELETION.REVISION)
            .from(FORGOTTEN_DELETION)
            .where(FORGOTTEN_DELETION.PROJECT_ID.eq(project.value()))
            .fetchOne(FORGOTTEN_DELETION.REVISION);
    return revision == null ? 0 : revision;
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .fetchSingle(FORGET, DSL.val(limit.atOffset(ZoneOffset.UTC)), DSL.val(most))
        .get(0, Integer.class);
  }
}
