package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN_MOMENT;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunMoments;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.RunMomentRecord;

/** Moments in the table {@code run_moment}; the earliest of each kind stays. */
public final class PostgresRunMoments implements RunMoments {
  private final PostgresDatabase database;

  public PostgresRunMoments(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void note(List<Moment> moments) {
    // One row of a run: the statement must not touch a row twice. Sorted: two writers never wait
    // for each other in a circle.
    Map<UUID, RunMomentRecord> rows = new TreeMap<>();
    for (Moment moment : moments) {
      UUID run = moment.run().value();
      RunMomentRecord row = rows.computeIfAbsent(run, id -> new RunMomentRecord(id, null, null));
      OffsetDateTime time = moment.time().atOffset(ZoneOffset.UTC);
      switch (moment.kind()) {
        case COMMITTED -> row.setCommittedAt(earlier(row.getCommittedAt(), time));
        case PUSHED -> row.setPushedAt(earlier(row.getPushedAt(), time));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    database
        .sql()
        .insertInto(RUN_MOMENT)
        .set(new ArrayList<>(rows.values()))
        .onConflict(RUN_MOMENT.RUN_ID)
        .doUpdate()
        .set(
            RUN_MOMENT.COMMITTED_AT,
            DSL.least(RUN_MOMENT.COMMITTED_AT, DSL.excluded(RUN_MOMENT.COMMITTED_AT)))
        .set(
            RUN_MOMENT.PUSHED_AT,
            DSL.least(RUN_MOMENT.PUSHED_AT, DSL.excluded(RUN_MOMENT.PUSHED_AT)))
        .execute();
  }

  private static OffsetDateTime earlier(@Nullable OffsetDateTime known, OffsetDateTime time) {
    return known == null || time.isBefore(known) ? time : known;
  }

  @Override
  public Optional<Moments> find(RunId run) {
    return database
        .sql()
        .selectFrom(RUN_MOMENT)
        .where(RUN_MOMENT.RUN_ID.eq(run.value()))
        .fetchOptional(row ->
            new Moments(
                row.getCommittedAt() == null ? null : row.getCommittedAt().toInstant(),
                row.getPushedAt() == null ? null : row.getPushedAt().toInstant()));
  }
}
