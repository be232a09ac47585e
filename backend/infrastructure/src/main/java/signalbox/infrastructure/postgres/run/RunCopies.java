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
import java.util.function.BiConsumer;
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
 * which version each row is, and only those of another version are read. Thread-safe; takes part in
 * the current transaction, which only reads.
 */
final class RunCopies {
  private static final String VERSIONS =
      """
      select id, revision, xmin::text, extract(epoch from pg_postmaster_start_time())::text
      from metadata.run where id = any (?)
      """;

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
      read(ids, (row, run) -> found.put(row.getId(), run));
      return found;
    }
    Map<UUID, Version> versions = database.withConnection(connection -> versions(connection, ids));
    List<UUID> others = new ArrayList<>();
    versions.forEach((id, version) -> {
      Copy copy = copies.get(id);
      if (copy != null && copy.version().equals(version)) {
        found.put(id, copy.run());
      } else {
        others.add(id);
      }
    });
    if (!others.isEmpty()) {
      read(
          others,
          (row, run) -> {
            found.put(row.getId(), run);
            Version version = versions.get(row.getId());
            // Outside of a snapshot it may have changed since.
            if (version != null && version.revision() == run.revision()) {
              copies.put(row.getId(), new Copy(version, run), weight(row));
            }
          });
    }
    return found;
  }

  private void read(Collection<UUID> ids, BiConsumer<RunRecord, Run> sink) {
    database
        .sql()
        .selectFrom(RUN)
        .where(RUN.ID.eq(DSL.any(ids.toArray(UUID[]::new))))
        .forEach(row -> sink.accept(row, PostgresRunRepository.run(row)));
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
