package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.CHORE;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.Chore;
import signalbox.application.storage.ChoreName;
import signalbox.application.storage.ChoreRepository;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ChoreRecord;

/** Chores in the table {@code chore}: a row each, made when it is first done. */
public final class PostgresChoreRepository implements ChoreRepository {
  /** A second early is not early: a timer of one backend would miss every other turn. */
  private static final String BEGIN =
      """
      insert into metadata.chore as known (name, started_at, claimed_until) values ({0}, {1}, {2})
      on conflict (name) do update
      set started_at = excluded.started_at, claimed_until = excluded.claimed_until
      where (known.claimed_until is null or known.claimed_until <= excluded.started_at)
        and (known.next_at is null or known.next_at <= excluded.started_at + interval '1 second')
      """;

  private static final String ENDED =
      """
      insert into metadata.chore as known
        (name, started_at, ended_at, next_at, removed, removed_at, removed_total)
      values ({0}, {1}, {2}, {3}, {4}, case when {4} > 0 then {2} end, {4})
      on conflict (name) do update
      set started_at = excluded.started_at, ended_at = excluded.ended_at,
          next_at = excluded.next_at,
          removed = case when excluded.removed > 0 then excluded.removed else known.removed end,
          removed_at = coalesce(excluded.removed_at, known.removed_at),
          removed_total = known.removed_total + excluded.removed_total,
          failures = 0, failing_since = null, problem = null, claimed_until = null
      """;
  private static final String FAILED =
      """
      insert into metadata.chore as known
        (name, started_at, next_at, failures, failing_since, problem)
      values ({0}, {1}, {3}, 1, {2}, {4})
      on conflict (name) do update
      set started_at = excluded.started_at, next_at = excluded.next_at,
          failures = known.failures + 1,
          failing_since = coalesce(known.failing_since, excluded.failing_since),
          problem = excluded.problem, claimed_until = null
      """;

  private final PostgresDatabase database;

  public PostgresChoreRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean begin(ChoreName name, Instant now, Instant until) {
    return database
            .sql()
            .execute(BEGIN, DSL.val(name.word()), DSL.val(time(now)), DSL.val(time(until)))
        == 1;
  }

  @Override
  public void ended(ChoreName name, Instant startedAt, Instant now, Instant nextAt, long removed) {
    database
        .sql()
        .execute(
            ENDED,
            DSL.val(name.word()),
            DSL.val(time(startedAt)),
            DSL.val(time(now)),
            DSL.val(time(nextAt)),
            DSL.inline(removed));
  }

  @Override
  public void failed(
      ChoreName name, Instant startedAt, Instant now, Instant nextAt, String problem) {
    database
        .sql()
        .execute(
            FAILED,
            DSL.val(name.word()),
            DSL.val(time(startedAt)),
            DSL.val(time(now)),
            DSL.val(time(nextAt)),
            DSL.val(problem));
  }

  @Override
  public List<Chore> list() {
    Map<String, ChoreRecord> rows = new HashMap<>();
    database.sql().selectFrom(CHORE).forEach(row -> rows.put(row.getName(), row));
    List<Chore> chores = new ArrayList<>();
    for (ChoreName name : ChoreName.values()) {
      ChoreRecord row = rows.get(name.word());
      if (row != null) {
        chores.add(
            new Chore(
                name,
                instant(row.getStartedAt()),
                instant(row.getEndedAt()),
                instant(row.getNextAt()),
                row.getRemoved(),
                instant(row.getRemovedAt()),
                row.getRemovedTotal(),
                row.getFailures(),
                instant(row.getFailingSince()),
                row.getProblem()));
      }
    }
    return chores;
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
