package signalbox.infrastructure.postgres.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import signalbox.application.metric.MetricRuns;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Names and projects of runs in PostgreSQL, with the reader's place in them: one statement. */
public final class PostgresMetricRuns implements MetricRuns {
  private static final String FIND =
      """
      select r.id, r.project_id, r.name, r.metrics_expired, m.role
      from metadata.run r
      left join metadata.project_member m on m.project_id = r.project_id and m.user_id = ?
      where r.id = any (?)
      """;

  private final PostgresDatabase database;

  public PostgresMetricRuns(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public List<Found> find(Collection<RunId> runs, UserId reader) {
    UUID[] ids = runs.stream().map(RunId::value).toArray(UUID[]::new);
    return database.withConnection(connection -> find(connection, ids, reader));
  }

  private static List<Found> find(Connection connection, UUID[] ids, UserId reader)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setObject(1, reader.value());
      select.setArray(2, connection.createArrayOf("uuid", ids));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Found(
                  new Named(
                      new RunId(rows.getObject(1, UUID.class)),
                      new ProjectId(rows.getObject(2, UUID.class)),
                      rows.getString(3),
                      rows.getBoolean(4)),
                  PostgresRunTableHeads.membership(rows.getString(5))));
        }
      }
    }
    return found;
  }
}
