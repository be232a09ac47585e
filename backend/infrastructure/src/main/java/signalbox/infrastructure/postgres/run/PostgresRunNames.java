package signalbox.infrastructure.postgres.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import signalbox.application.run.RunNames;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Names of users and datasets in PostgreSQL, of both in one statement. */
public final class PostgresRunNames implements RunNames {
  /** A user has no version. */
  private static final String FIND =
      """
      select id, name, null::integer from metadata.user_account where id = any (?)
      union all
      select id, name, version from metadata.dataset where id = any (?)
      """;

  private final PostgresDatabase database;

  public PostgresRunNames(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Map<UserId, String> users(Collection<UserId> ids) {
    return of(ids, List.of()).users();
  }

  @Override
  public Map<DatasetId, NamedDataset> datasets(Collection<DatasetId> ids) {
    return of(List.of(), ids).datasets();
  }

  @Override
  public Named of(Collection<UserId> users, Collection<DatasetId> datasets) {
    UUID[] userIds = users.stream().map(UserId::value).toArray(UUID[]::new);
    UUID[] datasetIds = datasets.stream().map(DatasetId::value).toArray(UUID[]::new);
    return database.withConnection(connection -> find(connection, userIds, datasetIds));
  }

  private static Named find(Connection connection, UUID[] userIds, UUID[] datasetIds)
      throws SQLException {
    Map<UserId, String> users = new HashMap<>();
    Map<DatasetId, NamedDataset> datasets = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setArray(1, connection.createArrayOf("uuid", userIds));
      select.setArray(2, connection.createArrayOf("uuid", datasetIds));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          UUID id = rows.getObject(1, UUID.class);
          String name = rows.getString(2);
          int version = rows.getInt(3);
          if (rows.wasNull()) {
            users.put(new UserId(id), name);
          } else {
            datasets.put(new DatasetId(id), new NamedDataset(name, version));
          }
        }
      }
    }
    return new Named(users, datasets);
  }
}
