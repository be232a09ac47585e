package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.OUTBOX;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_WATCH;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import signalbox.application.run.QuietRuns;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunStatus;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Quiet runs by the time of their last contact. A claim skips what another backend holds. */
public final class PostgresQuietRuns implements QuietRuns {
  private static final List<String> EXECUTING =
      List.of(RunStatus.RUNNING.word(), RunStatus.LOST_CONTACT.word());
  private static final List<String> WAITING =
      List.of(
          RunStatus.CREATED.word(),
          RunStatus.QUEUED.word(),
          RunStatus.STARTING.word(),
          RunStatus.RETRYING.word(),
          RunStatus.CANCELLING.word());

  private final PostgresDatabase database;

  public PostgresQuietRuns(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<RunId> find(Instant now, Instant waitingSince, Instant executingSince, int most) {
    return database
        .sql()
        .select(RUN.ID)
        .from(RUN)
        .leftJoin(RUN_WATCH)
        .on(RUN_WATCH.RUN_ID.eq(RUN.ID))
        .where(quiet(waitingSince, executingSince))
        .and(RUN_WATCH.NEXT_AT.isNull().or(RUN_WATCH.NEXT_AT.le(time(now))))
        .and(
            DSL.notExists(
                DSL.selectOne().from(OUTBOX).where(OUTBOX.KEY.eq(RUN.ID.cast(String.class)))))
        .orderBy(heard(), RUN.ID)
        .limit(most)
        .fetch(row -> new RunId(row.value1()));
  }

  @Override
  public Optional<Watched> claim(
      RunId run, Instant now, Instant waitingSince, Instant executingSince) {
    boolean mine =
        database
            .sql()
            .select(RUN.ID)
            .from(RUN)
            .where(RUN.ID.eq(run.value()))
            .and(quiet(waitingSince, executingSince))
            .forNoKeyUpdate()
            .skipLocked()
            .fetchOptional()
            .isPresent();
    if (!mine) {
      return Optional.empty();
    }
    // After the lock: another backend may have looked at it a moment ago.
    Watched watched =
        database
            .sql()
            .select(RUN_WATCH.REPUBLISHED, RUN_WATCH.NEXT_AT)
            .from(RUN_WATCH)
            .where(RUN_WATCH.RUN_ID.eq(run.value()))
            .fetchOptional(row -> new Watched(row.value1(), row.value2().toInstant()))
            .orElse(Watched.FIRST);
    return watched.next().isAfter(now) ? Optional.empty() : Optional.of(watched);
  }

  @Override
  public void lookAgain(RunId run, int published, Instant next) {
    database
        .sql()
        .insertInto(RUN_WATCH)
        .set(RUN_WATCH.RUN_ID, run.value())
        .set(RUN_WATCH.REPUBLISHED, published)
        .set(RUN_WATCH.NEXT_AT, time(next))
        .onConflict(RUN_WATCH.RUN_ID)
        .doUpdate()
        .set(RUN_WATCH.REPUBLISHED, published)
        .set(RUN_WATCH.NEXT_AT, time(next))
        .execute();
  }

  private static Condition quiet(Instant waitingSince, Instant executingSince) {
    Condition waiting = RUN.STATUS.in(WAITING).and(heard().lt(time(waitingSince)));
    Condition executing = RUN.STATUS.in(EXECUTING).and(heard().lt(time(executingSince)));
    return RUN.KIND.ne(DSL.inline("trial")).and(waiting.or(executing));
  }

  private static Field<OffsetDateTime> heard() {
    return DSL.coalesce(RUN.LAST_CONTACT_AT, RUN.CREATED_AT);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
