package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.IMPORT_RUN;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_REMOVAL;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jooq.impl.DSL;
import signalbox.application.storage.RunPresence;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/**
 * Rows of runs, and those of runs that are on their way: imported ones that have no row yet, and
 * deleted ones whose data is still to be removed.
 */
public final class PostgresRunPresence implements RunPresence {
  private final PostgresDatabase database;

  public PostgresRunPresence(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Set<RunId> known(Collection<RunId> runs) {
    UUID[] asked = ids(runs);
    return runs.isEmpty()
        ? Set.of()
        : new HashSet<>(
            database
                .sql()
                .select(RUN.ID)
                .from(RUN)
                .where(RUN.ID.eq(DSL.any(asked)))
                .unionAll(
                    DSL.select(RUN_REMOVAL.RUN_ID)
                        .from(RUN_REMOVAL)
                        .where(RUN_REMOVAL.RUN_ID.eq(DSL.any(asked))))
                .unionAll(
                    DSL.select(IMPORT_RUN.RUN_ID)
                        .from(IMPORT_RUN)
                        .where(IMPORT_RUN.RUN_ID.eq(DSL.any(asked))))
                .fetch(row -> new RunId(row.value1())));
  }

  @Override
  public Set<RunId> alive(Collection<RunId> runs) {
    return runs.isEmpty()
        ? Set.of()
        : new HashSet<>(
            database
                .sql()
                .select(RUN.ID)
                .from(RUN)
                .where(RUN.ID.eq(DSL.any(ids(runs))))
                .and(RUN.ENDED_AT.isNull())
                .fetch(row -> new RunId(row.value1())));
  }

  private static UUID[] ids(Collection<RunId> runs) {
    return runs.stream().map(RunId::value).toArray(UUID[]::new);
  }
}
