package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.LastUsed;
import signalbox.application.shared.PageRequest;
import signalbox.domain.run.Run;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.RunRecord;

/**
 * Runs as they were last read. The rows are wide, and hold JSON that takes time to read; a table
 * that somebody looks at asks for nearly the same ones again and again. So the server is asked of
 * which version each row is that was read before, and only those of another version are read, with
 * those that were not. Thread-safe; takes part in the current transaction, which only reads.
 */
final class RunCopies {
  private static final String WRITTEN_BY = "xmin::text";
  private static final String SERVER_SINCE = "extract(epoch from pg_postmaster_start_time())::text";
  private static final String VERSIONS =
      "select id, revision, %s, %s from metadata.run where id = any (?)"
          .formatted(WRITTEN_BY, SERVER_SINCE);

  private static final Field<String> TRANSACTION = DSL.field(WRITTEN_BY, String.class);
  private static final Field<String> SERVER = DSL.field(SERVER_SINCE, String.class);

  /** In characters of JSON: some 15 MB as objects. */
  private static final long MOST = 3_000_000;

  /** What a run weighs beside its JSON. */
  private static final int BESIDE = 500;

  /** Longer lists are for exports, which ask for each run once. */
  private static final int LONGEST_LIST = PageRequest.MAX_LIMIT;

  private final PostgresDatabase database;
  private final LastUsed<UUID, Copy> copies = new LastUsed<>(MOST);

  RunCopies(PostgresDatabase database) {
    this.database = database;
  }

  /**
   * Which row it was.
   *
   * @param transaction wrote it: whoever changes a row by hand may leave the revision as it is
   * @param server since which start it answers: one that has taken over may lack the last changes
   */
  private record Version(long revision, String transaction, String server) {}

  private record Copy(Version version, Run run) {}

  /** By their ids; those that are gone are absent. */
  Map<UUID, Run> of(Collection<UUID> ids) {
    Map<UUID, Run> found = new HashMap<>();
    if (ids.size() > LONGEST_LIST) {
      readOnce(ids, found);
      return found;
    }
    Map<UUID, Copy> known = new HashMap<>();
    List<UUID> others = new ArrayList<>();
    for (UUID id : ids) {
      Copy copy = copies.get(id);
      if (copy == null) {
        others.add(id);
      } else {
        known.put(id, copy);
      }
    }
    if (!known.isEmpty()) {
      Map<UUID, Version> versions =
          database.withConnection(connection -> versions(connection, known.keySet()));
      known.forEach((id, copy) -> {
        Version version = versions.get(id);
        if (copy.version().equals(version)) {
          found.put(id, copy.run());
        } else if (version != null) {
          others.add(id);
        }
      });
    }
    if (!others.isEmpty()) {
      read(others, found);
    }
    return found;
  }

  private void readOnce(Collection<UUID> ids, Map<UUID, Run> into) {
    database
        .sql()
        .selectFrom(RUN)
        .where(RUN.ID.eq(DSL.any(ids.toArray(UUID[]::new))))
        .forEach(row -> into.put(row.getId(), PostgresRunRepository.run(row)));
  }

  /** With their versions, as copies for others. */
  private void read(Collection<UUID> ids, Map<UUID, Run> into) {
    database
        .sql()
        .select(RUN.fields())
        .select(TRANSACTION, SERVER)
        .from(RUN)
        .where(RUN.ID.eq(DSL.any(ids.toArray(UUID[]::new))))
        .forEach(row -> {
          RunRecord stored = row.into(RUN);
          Run run = PostgresRunRepository.run(stored);
          Version version = new Version(run.revision(), row.get(TRANSACTION), row.get(SERVER));
          copies.put(stored.getId(), new Copy(version, run), weight(stored));
          into.put(stored.getId(), run);
        });
  }

  private static Map<UUID, Version> versions(Connection connection, Collection<UUID> ids)
      throws SQLException {
    Map<UUID, Version> versions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(VERSIONS)) {
      select.setArray(1, connection.createArrayOf("uuid", ids.toArray(UUID[]::new)));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          versions.put(
              rows.getObject(1, UUID.class),
              new Version(rows.getLong(2), rows.getString(3), rows.getString(4)));
        }
      }
    }
    return versions;
  }

  private static long weight(RunRecord row) {
    return BESIDE + length(row.getSpec()) + length(row.getSummary()) + length(row.getFailure());
  }

  private static long length(@Nullable JSONB json) {
    return json == null ? 0 : json.data().length();
  }
}
