package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.PROJECT_MEMBER;
import static signalbox.schema.metadata.Tables.RUN;

import java.util.Optional;
import signalbox.application.run.MemberRuns;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A run and the reader's place in its project: one statement. */
public final class PostgresMemberRuns implements MemberRuns {
  private final PostgresDatabase database;

  public PostgresMemberRuns(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Found> find(RunId run, UserId reader) {
    return database
        .sql()
        .select(RUN.fields())
        .select(PROJECT_MEMBER.ROLE)
        .from(RUN)
        .leftJoin(PROJECT_MEMBER)
        .on(PROJECT_MEMBER.PROJECT_ID.eq(RUN.PROJECT_ID))
        .and(PROJECT_MEMBER.USER_ID.eq(reader.value()))
        .where(RUN.ID.eq(run.value()))
        .fetchOptional(row ->
            new Found(
                PostgresRunRepository.run(row.into(RUN)),
                PostgresRunTableHeads.membership(row.get(PROJECT_MEMBER.ROLE))));
  }
}
