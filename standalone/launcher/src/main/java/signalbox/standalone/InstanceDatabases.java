package signalbox.standalone;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the two databases of an instance say about themselves. Their server must run. */
final class InstanceDatabases {
  static final List<String> NAMES = List.of("metadata", "telemetry");

  private static final List<Count> COUNTS =
      List.of(
          new Count("users", "metadata", "select count(*) from user_account"),
          new Count("projects", "metadata", "select count(*) from project"),
          new Count("datasets", "metadata", "select count(*) from dataset"),
          new Count("runs", "metadata", "select count(*) from run"),
          new Count("artifacts", "metadata", "select count(*) from artifact"),
          new Count("modelVersions", "metadata", "select count(*) from model_version"),
          // Of the many rows the totals that the stores keep.
          new Count("logLines", "telemetry", "select coalesce(sum(lines), 0) from log_batch"),
          new Count(
              "metricPoints", "telemetry", "select coalesce(sum(points), 0) from metric_series"));

  private final int port;
  private final DataFolder.InstanceSecrets secrets;

  private record Count(String name, String database, String sql) {}

  InstanceDatabases(int port, DataFolder.InstanceSecrets secrets) {
    this.port = port;
    this.secrets = secrets;
  }

  /** The version of each schema. */
  Map<String, Integer> schemas() throws SQLException {
    var versions = new TreeMap<String, Integer>();
    for (var database : NAMES) {
      versions.put(
          database, Math.toIntExact(number(database, "select version from schema_version")));
    }
    return versions;
  }

  /** How many there are of what people count. */
  Map<String, Long> counts() throws SQLException {
    var counts = new TreeMap<String, Long>();
    for (var count : COUNTS) {
      counts.put(count.name(), number(count.database(), count.sql()));
    }
    return counts;
  }

  /** Each database has one schema, of its own name. */
  private long number(String database, String sql) throws SQLException {
    var url =
        "jdbc:postgresql://127.0.0.1:%d/%s?currentSchema=%s".formatted(port, database, database);
    try (var connection = DriverManager.getConnection(url, database, secrets.get(database));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("The database " + database + " has no answer to: " + sql);
      }
      return rows.getLong(1);
    }
  }
}
