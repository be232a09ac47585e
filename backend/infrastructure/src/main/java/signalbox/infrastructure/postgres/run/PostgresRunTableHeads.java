package signalbox.infrastructure.postgres.run;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.run.RunTableHeads;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** A few look-ups in indexes, in one statement. */
public final class PostgresRunTableHeads implements RunTableHeads {
  private static final String FIND =
      """
      select m.role, p.run_revision, p.baseline_run_id,
             greatest(
               0::bigint,
               (select max(d.revision) from metadata.run_deletion d where d.project_id = p.id),
               (select f.revision from metadata.forgotten_deletion f where f.project_id = p.id)),
             extract(epoch from pg_postmaster_start_time())::text
      from metadata.project p
      left join metadata.project_member m on m.project_id = p.id and m.user_id = ?
      where p.id = ?
      """;

  private final PostgresDatabase database;

  public PostgresRunTableHeads(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<Head> find(ProjectId project, UserId reader) {
    return database.withConnection(connection -> {
      try (PreparedStatement select = connection.prepareStatement(FIND)) {
        select.setObject(1, reader.value());
        select.setObject(2, project.value());
        try (ResultSet rows = select.executeQuery()) {
          if (!rows.next()) {
            return Optional.empty();
          }
          UUID baseline = rows.getObject(3, UUID.class);
          return Optional.of(
              new Head(
                  membership(rows.getString(1)),
                  rows.getString(5),
                  rows.getLong(2),
                  rows.getLong(4),
                  baseline == null ? null : new RunId(baseline)));
        }
      }
    });
  }

  /** What the word of a membership stands for; null where there is none. */
  static @Nullable Role membership(@Nullable String word) {
    return word == null ? null : Role.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
